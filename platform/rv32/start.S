# Where a bare RV32 program begins: stacks, trap vector, a guard below the stack, zeroed memory, and
# then main(), whose result the machine ends with. The linker script of the board names the places.
        .option arch, +zicsr
        .section .text.start, "ax"
        .globl  _start
_start:
        .option push
        .option norelax
        la      gp, __global_pointer$
        .option pop
        la      sp, __stack_end
        la      t0, __trap_stack_end
        csrw    mscratch, t0
        la      t0, rv32_trap
        csrw    mtvec, t0

        # The page below the stack may not be touched, not even by machine mode: a stack that
        # overflows ends in a trap and not in somebody's variables. (Privileged specification,
        # physical memory protection: NAPOT, locked, no permission.)
        la      t0, __stack_guard
        srli    t0, t0, 2
        ori     t0, t0, 0x1ff
        csrw    pmpaddr0, t0
        li      t0, 0x98
        csrw    pmpcfg0, t0

        la      t0, __bss_start
        la      t1, __bss_end
1:      bgeu    t0, t1, 2f
        sw      zero, 0(t0)
        addi    t0, t0, 4
        j       1b
2:      call    main
        j       rv32_power_off
