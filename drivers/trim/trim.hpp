// Parts of libraries that no program for a board reaches, left out of it.
//
// An archive gives whole objects, and a library's dispatch names all of its parts: the JPEG decoder
// its colour quantizers, the PNG reader the writer, the pixel converter the decoders of thirty
// webcams, the C library its message catalogues. A program that links the objects of drivers_trim
// defines the names that lead there, so that the linker takes none of it. What is never called ends
// the program if it is called after all; what is called with nothing to do does nothing.
#pragma once

extern "C" {

// Where all names of left_out.S lead: says so on stderr and aborts.
[[noreturn]] void ocellus_left_out();

}  // extern "C"
