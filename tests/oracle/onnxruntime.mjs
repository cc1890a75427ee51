// Runs .onnx files in ONNX Runtime, on one thread:
//
//   node onnxruntime.mjs FOLDER  MODEL INPUT OUTPUT  [MODEL INPUT OUTPUT]...
//
// FOLDER holds node_modules with onnxruntime-node. INPUT and OUTPUT hold raw bytes of uint8 tensors,
// several one after another. OUTPUT.onnx becomes the model as ONNX Runtime runs it, after its
// optimizations: what was fused and what was not stands there.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const [folder, ...files] = process.argv.slice(2);
if (!folder || files.length === 0 || files.length % 3 !== 0) {
  console.error('usage: node onnxruntime.mjs FOLDER MODEL INPUT OUTPUT [MODEL INPUT OUTPUT]...');
  process.exit(2);
}
const { InferenceSession, Tensor } = createRequire(resolve(folder) + '/')('onnxruntime-node');

async function infer(model, input, output) {
  const session = await InferenceSession.create(model, {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    optimizedModelFilePath: output + '.onnx',
  });
  const given = new Uint8Array(readFileSync(input));
  let at = 0;
  const feeds = {};
  for (const { name, shape } of session.inputMetadata) {
    const size = shape.reduce((product, extent) => product * extent, 1);
    feeds[name] = new Tensor('uint8', given.slice(at, at + size), shape);
    at += size;
  }
  if (at !== given.length) throw new Error(`takes ${at} bytes, ${input} has ${given.length}`);
  const results = await session.run(feeds);
  writeFileSync(output, Buffer.concat(session.outputNames.map((name) => results[name].data)));
  await session.release();
}

for (let i = 0; i < files.length; i += 3) {
  try {
    await infer(...files.slice(i, i + 3));
  } catch (error) {
    console.error(`${files[i]}: ${error.message}`);
    process.exit(1);
  }
}
