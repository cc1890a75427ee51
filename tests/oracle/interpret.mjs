// Runs .tflite files in TensorFlow Lite's own interpreter, compiled to WebAssembly:
//
//   node interpret.mjs WASM_FOLDER  MODEL INPUT OUTPUT  [MODEL INPUT OUTPUT]...
//
// INPUT and OUTPUT hold raw tensor bytes in the file's own types, several tensors one after
// another. WASM_FOLDER is `wasm` of the package @tensorflow/tfjs-tflite (tools/fetch oracle). It
// rounds int8 results once where TensorFlow Lite Micro rounds twice: they differ in the last bit.
import { readFileSync, writeFileSync } from 'node:fs';
import vm from 'node:vm';

const [folder, ...files] = process.argv.slice(2);
if (!folder || files.length === 0 || files.length % 3 !== 0) {
  console.error('usage: node interpret.mjs WASM_FOLDER MODEL INPUT OUTPUT [MODEL INPUT OUTPUT]...');
  process.exit(2);
}

// The loader was written for a browser; this is as much of one as it looks at.
const browser = {
  console, WebAssembly, performance, setTimeout, clearTimeout, TextDecoder, TextEncoder, URL,
  process: undefined,
  document: { currentScript: { src: '' } },
  self: { location: { href: '' } },
  window: {},
};
browser.globalThis = browser;
vm.createContext(browser);
const program = `${folder}/tflite_web_api_cc_simd`;
vm.runInContext(readFileSync(`${program}.js`, 'utf8'), browser);
const tflite = await vm.runInContext('tflite_web_api_ModuleFactory', browser)({
  wasmBinary: readFileSync(`${program}.wasm`),
});

// A view of a tensor's memory as bytes. Memory may move: ask again after every call.
function bytesOf(tensor) {
  const data = tensor.data();
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

for (let i = 0; i < files.length; i += 3) {
  const [model, input, output] = files.slice(i, i + 3);
  const bytes = readFileSync(model);
  const address = tflite._malloc(bytes.length);
  tflite.HEAPU8.set(bytes, address);
  const loaded = tflite.TFLiteWebModelRunner.CreateFromBufferAndOptions(address, bytes.length, {
    numThreads: 1, enableProfiling: false, maxProfilingBufferEntries: 4096,
  });
  if (!loaded.ok()) {
    console.error(`${model}: the interpreter refuses it: ${loaded.errorMessage?.() ?? ''}`);
    process.exit(1);
  }
  const runner = loaded.value();
  const given = readFileSync(input);
  const inputs = runner.GetInputs();
  let at = 0;
  for (let k = 0; k < inputs.size(); k++) {
    const view = bytesOf(inputs.get(k));
    view.set(given.subarray(at, at + view.length));
    at += view.length;
  }
  if (at !== given.length) {
    console.error(`${input}: has ${given.length} bytes, ${model} takes ${at}`);
    process.exit(1);
  }
  if (runner.Infer() === false) {
    console.error(`${model}: the interpreter fails to run it`);
    process.exit(1);
  }
  const outputs = runner.GetOutputs();
  const results = [];
  for (let k = 0; k < outputs.size(); k++) results.push(bytesOf(outputs.get(k)).slice());
  writeFileSync(output, Buffer.concat(results));
  tflite._free(address);
}
