// LiteRT, TensorFlow Lite's successor, compiled to WebAssembly, in plain Node: for float models with
// MediaPipe's custom operators, which tflite.mjs does not have.
//
// `folder` is `wasm` of the package @litertjs/core (tools/fetch oracle). The package's own script is
// for browsers; this one speaks to the module beneath it.
import { readFileSync } from 'node:fs';
import vm from 'node:vm';

import { page } from './tflite.mjs';

const kFloat32 = 1;

export async function openLiteRt(folder) {
  const context = page();
  const program = `${folder}/litert_wasm_compat_internal`;
  vm.runInContext(readFileSync(`${program}.js`, 'utf8'), context);
  const litert = await vm.runInContext('ModuleFactory', context)({
    wasmBinary: readFileSync(`${program}.wasm`), print() {}, printErr() {},
  });
  return new LiteRt(litert);
}

class LiteRt {
  #litert;
  #environment;

  constructor(litert) {
    this.#litert = litert;
    this.#environment = litert.LiteRtEnvironment.create(null);
  }

  // One thread, one float32 input. Throws when LiteRT refuses the file.
  async load(bytes) {
    const address = this.#litert._malloc(bytes.length);
    this.#litert.HEAPU8.set(bytes, address);
    const model = this.#litert.loadModel(this.#environment, address, bytes.length);
    const options = { environment: { liteRtEnvironment: this.#environment },
                      accelerator: 'wasm', cpuOptions: { numThreads: 1 } };
    const compiled = await this.#litert.compileModel(this.#environment, model, options);
    return new Runner(this.#litert, this.#environment, model, compiled);
  }
}

class Runner {
  #litert;
  #environment;
  #model;
  #compiled;

  constructor(litert, environment, model, compiled) {
    this.#litert = litert;
    this.#environment = environment;
    this.#model = model;
    this.#compiled = compiled;
  }

  // The outputs, in the model's order, as copies.
  async infer(values) {
    const type = this.#model.getInputTensorType(0, 0);
    const input = this.#litert.LiteRtTensorBuffer.createManaged(
        this.#environment, this.#litert.LiteRtTensorBufferType.HOST_MEMORY, type, type.bytes());
    if (type.elementType().value !== kFloat32 || type.bytes() !== values.byteLength) {
      throw new Error('the model does not take these values');
    }
    const at = input.lock(this.#litert.LiteRtTensorBufferLockMode.WRITE);
    this.#litert.HEAPU8.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    input.unlock();
    const outputs = await this.#compiled.run(0, [input]);
    const copies = outputs.map((output) => this.#copy(output));
    for (const buffer of [input, ...outputs, type]) buffer.delete();
    return copies;
  }

  #copy(output) {
    const at = output.lock(this.#litert.LiteRtTensorBufferLockMode.READ);
    const bytes = this.#litert.HEAPU8.slice(at, at + output.packedSize());
    output.unlock();
    return new Float32Array(bytes.buffer);
  }
}
