// e^x with the same bits on every host: a C library's own differs from one to the next.
#pragma once

namespace ocellus::tools::reference {

// Within 2^-51 of the true value for |x| <= 700; 0 below -700, e^700 above 700.
double exponential(double x);

double logistic(double x);  // 1 / (1 + e^-x)
double hyperbolic_tangent(double x);

}  // namespace ocellus::tools::reference
