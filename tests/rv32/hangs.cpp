// Does nothing, for ever.
int main() {
  for (;;) asm volatile("");
}
