// TensorFlow Lite's own interpreter, compiled to WebAssembly, in plain Node.
//
// `folder` is `wasm` of the package @tensorflow/tfjs-tflite (tools/fetch oracle). Its int8 results
// are rounded once where TensorFlow Lite Micro's are rounded twice: they differ in the last bit.
import { readFileSync } from 'node:fs';
import vm from 'node:vm';

// The package expects a browser's page; these few names are all it asks for. It chats; what
// matters comes back as values.
export function page() {
  const quiet = { ...console, log() {}, info() {}, warn() {}, error() {} };
  const names = {
    console: quiet, WebAssembly, performance, setTimeout, clearTimeout, TextDecoder, TextEncoder, URL,
    process: undefined,
    document: { currentScript: { src: '' } },
    self: { location: { href: '' } },
    window: {},
  };
  names.globalThis = names;
  return vm.createContext(names);
}

export async function openInterpreter(folder) {
  const context = page();
  const program = `${folder}/tflite_web_api_cc_simd`;
  vm.runInContext(readFileSync(`${program}.js`, 'utf8'), context);
  const tflite = await vm.runInContext('tflite_web_api_ModuleFactory', context)({
    wasmBinary: readFileSync(`${program}.wasm`), print() {}, printErr() {},
  });
  return new Interpreter(tflite);
}

class Interpreter {
  #tflite;

  constructor(tflite) {
    this.#tflite = tflite;
  }

  // One thread. Throws when the interpreter refuses the file.
  load(model) {
    const address = this.#tflite._malloc(model.length);
    this.#tflite.HEAPU8.set(model, address);
    const loaded = this.#tflite.TFLiteWebModelRunner.CreateFromBufferAndOptions(
        address, model.length,
        { numThreads: 1, enableProfiling: false, maxProfilingBufferEntries: 4096 });
    if (!loaded.ok()) throw new Error(`the interpreter refuses it: ${loaded.errorMessage?.() ?? ''}`);
    return loaded.value();
  }
}

// Inputs or outputs of a runner as typed arrays: views of memory that may move with every call.
export function tensors(list) {
  return Array.from({ length: list.size() }, (_, i) => list.get(i).data());
}

export function bytesOf(tensor) {
  return new Uint8Array(tensor.buffer, tensor.byteOffset, tensor.byteLength);
}
