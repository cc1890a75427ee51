// Runs .tflite files in TensorFlow Lite's own interpreter (tflite.mjs):
//
//   node interpret.mjs WASM_FOLDER  MODEL INPUT OUTPUT  [MODEL INPUT OUTPUT]...
//
// INPUT and OUTPUT hold raw tensor bytes in the file's own types, several tensors one after
// another.
import { readFileSync, writeFileSync } from 'node:fs';

import { bytesOf, openInterpreter, tensors } from './tflite.mjs';

const [folder, ...files] = process.argv.slice(2);
if (!folder || files.length === 0 || files.length % 3 !== 0) {
  console.error('usage: node interpret.mjs WASM_FOLDER MODEL INPUT OUTPUT [MODEL INPUT OUTPUT]...');
  process.exit(2);
}

// A model that comes several times in a row is loaded once.
let loaded = { model: null, runner: null };

function interpret(tflite, model, input, output) {
  if (loaded.model !== model) loaded = { model, runner: tflite.load(readFileSync(model)) };
  const { runner } = loaded;
  const given = readFileSync(input);
  let at = 0;
  for (const tensor of tensors(runner.GetInputs())) {
    const view = bytesOf(tensor);
    view.set(given.subarray(at, at + view.length));
    at += view.length;
  }
  if (at !== given.length) throw new Error(`takes ${at} bytes, ${input} has ${given.length}`);
  if (runner.Infer() === false) throw new Error('the interpreter fails to run it');
  writeFileSync(output, Buffer.concat(tensors(runner.GetOutputs()).map(bytesOf)));
}

const tflite = await openInterpreter(folder);
for (let i = 0; i < files.length; i += 3) {
  try {
    interpret(tflite, ...files.slice(i, i + 3));
  } catch (error) {
    console.error(`${files[i]}: ${error.message}`);
    process.exit(1);
  }
}
