// What the C++ library's configuration asks of an operating system: there is none.
#pragma once
