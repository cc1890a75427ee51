// The float model in TensorFlow Lite's own interpreters (tests/oracle).
//
//   node float_interpreter.mjs infer tflite|litert PACKAGES MODEL LOW HIGH FOLDER
//     for each FOLDER/NAME.levels without a fresh result: FOLDER/NAME.N.f32, output N as raw floats;
//     level 0 is LOW to the model, 255 HIGH
//   node float_interpreter.mjs race PACKAGES MODEL PROGRAM
//     prints the milliseconds of both models, runs taking turns; PROGRAM is detector_time

import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import fs from 'node:fs';
import path from 'node:path';

import { openLiteRt } from '../oracle/litert.mjs';
import { bytesOf, openInterpreter, tensors } from '../oracle/tflite.mjs';

const kTurns = 20;
const kRunsInTurn = 4;
const kRuns = kTurns * kRunsInTurn;

const openTfLite = (packages) => openInterpreter(path.join(packages, 'tfjs-tflite', 'wasm'));

// By interpreter: a model as a function from input values to outputs, which hold until the next call.
const kInterpreters = {
  async tflite(packages, model) {
    const runner = (await openTfLite(packages)).load(model);
    return async (values) => {
      const [input] = tensors(runner.GetInputs());
      if (input.length !== values.length) throw new Error('the model has another input size');
      input.set(values);
      if (!runner.Infer()) throw new Error('the model fails');
      return tensors(runner.GetOutputs());
    };
  },
  async litert(packages, model) {
    const litert = await openLiteRt(path.join(packages, 'litertjs-core', 'wasm'));
    const runner = await litert.load(model);
    return (values) => runner.infer(values);
  },
};

async function infer(interpreter, packages, modelPath, low, high, folder) {
  const model = fs.readFileSync(modelPath);
  const identity = createHash('sha256').update(model).update(`${low} ${high}`).digest();
  const [from, step] = [Number(low), (Number(high) - Number(low)) / 255];
  let run;
  for (const file of fs.readdirSync(folder).filter((f) => f.endsWith('.levels')).sort()) {
    const name = path.join(folder, file.slice(0, -'.levels'.length));
    const levels = fs.readFileSync(path.join(folder, file));
    const key = createHash('sha256').update(identity).update(levels).digest('hex');
    const keyFile = `${name}.key`;
    if (fs.existsSync(keyFile) && fs.readFileSync(keyFile, 'utf8') === key) continue;
    run ??= await kInterpreters[interpreter](packages, model);
    const outputs = await run(Float32Array.from(levels, (level) => from + level * step));
    outputs.forEach((values, i) => fs.writeFileSync(`${name}.${i}.f32`, bytesOf(values)));
    fs.writeFileSync(keyFile, key);
  }
}

const sorted = (values) => values.sort((a, b) => a - b);

// Both models rest while the other one runs, so each turn begins with cold caches for either; a turn
// is as many runs of each.
async function race(packages, modelPath, program) {
  const runner = (await openTfLite(packages)).load(fs.readFileSync(modelPath));
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
  if (mode === 'infer' && rest.length === 6 && rest[0] in kInterpreters) await infer(...rest);
  else if (mode === 'race' && rest.length === 3) await race(...rest);
  else {
    console.error('usage: see the head of float_interpreter.mjs');
    process.exitCode = 2;
  }
} catch (error) {
  console.error(`float interpreter: ${error.message}`);
  process.exitCode = 1;
}
