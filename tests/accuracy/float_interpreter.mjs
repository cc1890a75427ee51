// The float model in TensorFlow Lite's own interpreter (tests/oracle/tflite.mjs).
//
//   node float_interpreter.mjs infer WASM MODEL FOLDER
//     for each FOLDER/NAME.levels without a fresh result: FOLDER/NAME.N.f32, output N as raw floats
//   node float_interpreter.mjs race WASM MODEL PROGRAM
//     prints the milliseconds of both models, runs taking turns; PROGRAM is detector_time

import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import fs from 'node:fs';
import path from 'node:path';

import { bytesOf, openInterpreter, tensors } from '../oracle/tflite.mjs';

const kTurns = 20;
const kRunsInTurn = 4;
const kRuns = kTurns * kRunsInTurn;
const kLow = -1;
const kHigh = 1;

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
    runner ??= (await openInterpreter(wasm)).load(model);
    const [input] = tensors(runner.GetInputs());
    if (input.length !== levels.length) throw new Error(`${file} has not the model's input size`);
    for (let i = 0; i < levels.length; ++i) input[i] = kLow + levels[i] * ((kHigh - kLow) / 255);
    if (!runner.Infer()) throw new Error(`the float interpreter fails on ${file}`);
    tensors(runner.GetOutputs()).forEach((values, i) => {
      fs.writeFileSync(`${name}.${i}.f32`, bytesOf(values));
    });
    fs.writeFileSync(keyFile, key);
  }
}

const sorted = (values) => values.sort((a, b) => a - b);

// Both models rest while the other one runs, so each turn begins with cold caches for either; a turn
// is as many runs of each.
async function race(wasm, modelPath, program) {
  const runner = (await openInterpreter(wasm)).load(fs.readFileSync(modelPath));
  const rival = spawn(program, [String(kRunsInTurn)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: rival.stdout })[Symbol.asyncIterator]();
  const times = { float: [], int8: [] };
  for (let turn = 0; turn < kTurns; ++turn) {
    for (let run = 0; run < kRunsInTurn; ++run) {
      const start = performance.now();
      runner.Infer();
      times.float.push(performance.now() - start);
    }
    rival.stdin.write('\n');
    for (let run = 0; run < kRunsInTurn; ++run) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${program} ended early`);
      times.int8.push(Number(value));
    }
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
  else if (mode === 'race' && rest.length === 3) await race(...rest);
  else {
    console.error('usage: see the head of float_interpreter.mjs');
    process.exitCode = 2;
  }
} catch (error) {
  console.error(`float interpreter: ${error.message}`);
  process.exitCode = 1;
}
