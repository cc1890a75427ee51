// The real TensorFlow Lite interpreter, float, as the WebAssembly of an npm package, in plain Node.
//
//   node float_interpreter.mjs infer WASM MODEL FOLDER
//     for each FOLDER/NAME.levels without a fresh result: FOLDER/NAME.N.f32, output N as raw floats
//   node float_interpreter.mjs race WASM MODEL PROGRAM INT8
//     prints the milliseconds of both models, runs taking turns

import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';

const kRuns = 40;
const kLow = -1;
const kHigh = 1;

// The package expects a browser's page; these few names are all it asks for.
async function load(wasm, model) {
  const page = {
    console: { ...console, log() {}, info() {}, warn() {}, error() {} },
    WebAssembly, performance, setTimeout, clearTimeout, TextDecoder, TextEncoder, URL,
    process: undefined,
    document: { currentScript: { src: '' } },
    self: { location: { href: '' } },
    window: {},
  };
  page.globalThis = page;
  vm.createContext(page);
  vm.runInContext(fs.readFileSync(path.join(wasm, 'tflite_web_api_cc_simd.js'), 'utf8'), page);
  const factory = vm.runInContext('tflite_web_api_ModuleFactory', page);
  const module = await factory({
    wasmBinary: fs.readFileSync(path.join(wasm, 'tflite_web_api_cc_simd.wasm')),
    print() {}, printErr() {},
  });
  const address = module._malloc(model.length);
  module.HEAPU8.set(model, address);
  const runner = module.TFLiteWebModelRunner.CreateFromBufferAndOptions(address, model.length, {
    numThreads: 1, enableProfiling: false, maxProfilingBufferEntries: 4096,
  });
  if (!runner.ok()) throw new Error('the float interpreter refuses the model');
  return runner.value();
}

function outputs(runner) {
  const list = runner.GetOutputs();
  return Array.from({ length: list.size() }, (_, i) => list.get(i).data());
}

async function infer(wasm, modelPath, folder) {
  const model = fs.readFileSync(modelPath);
  const identity = createHash('sha256').update(model).digest();
  let runner;
  for (const file of fs.readdirSync(folder).filter((f) => f.endsWith('.levels')).sort()) {
    const name = path.join(folder, file.slice(0, -'.levels'.length));
    const levels = fs.readFileSync(path.join(folder, file));
    const key = createHash('sha256').update(identity).update(levels).digest('hex');
    const keyFile = `${name}.key`;
    if (fs.existsSync(keyFile) && fs.readFileSync(keyFile, 'utf8') === key) continue;
    runner ??= await load(wasm, model);
    const input = runner.GetInputs().get(0).data();
    if (input.length !== levels.length) throw new Error(`${file} has not the model's input size`);
    for (let i = 0; i < levels.length; ++i) input[i] = kLow + levels[i] * ((kHigh - kLow) / 255);
    if (!runner.Infer()) throw new Error(`the float interpreter fails on ${file}`);
    outputs(runner).forEach((values, i) => {
      fs.writeFileSync(`${name}.${i}.f32`,
                       Buffer.from(values.buffer, values.byteOffset, values.byteLength));
    });
    fs.writeFileSync(keyFile, key);
  }
}

const sorted = (values) => values.sort((a, b) => a - b);

async function race(wasm, modelPath, program, int8) {
  const runner = await load(wasm, fs.readFileSync(modelPath));
  const rival = spawn(program, ['time', int8], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: rival.stdout })[Symbol.asyncIterator]();
  const times = { float: [], int8: [] };
  for (let i = 0; i < kRuns; ++i) {
    const start = performance.now();
    runner.Infer();
    times.float.push(performance.now() - start);
    rival.stdin.write('\n');
    const { value, done } = await lines.next();
    if (done) throw new Error(`${program} ended early`);
    times.int8.push(Number(value));
  }
  rival.stdin.end();
  for (const [what, place] of [['median', kRuns >> 1], ['fastest', 0]]) {
    const [slow, fast] = [sorted(times.float)[place], sorted(times.int8)[place]];
    console.log(`${what} of ${kRuns} runs taking turns, one thread: float interpreter ` +
                `${slow.toFixed(2)} ms, int8 kernels ${fast.toFixed(2)} ms: ` +
                `${(slow / fast).toFixed(1)} times as fast`);
  }
}

const [mode, ...rest] = process.argv.slice(2);
try {
  if (mode === 'infer' && rest.length === 3) await infer(...rest);
  else if (mode === 'race' && rest.length === 4) await race(...rest);
  else {
    console.error('usage: see the head of float_interpreter.mjs');
    process.exitCode = 2;
  }
} catch (error) {
  console.error(`float interpreter: ${error.message}`);
  process.exitCode = 1;
}
