namespace UdpLab;

/// <summary>
/// Distinguishes kernel from user in chains of bare names: what a kernel entry point calls is kernel, and so is a chain that
/// begins with one. The names are those of arch/x86/entry, arch/arm64/kernel/entry.S, kernel/kthread.c and
/// kernel/sched/idle.c, Linux 3.10 to 6.18.
/// </summary>
internal static class KernelEntry
{
    private static readonly HashSet<string> _names = new(StringComparer.Ordinal)
    {
        "system_call_fastpath", "system_call", "system_call_after_swapgs", "sysret_check", "tracesys", "ia32_sysret", "sysenter_dispatch",
        "do_syscall_64", "do_fast_syscall_32", "syscall_return_slowpath", "page_fault", "async_page_fault", "general_protection", "nmi", "ret_from_intr", "common_interrupt",
        "apic_timer_interrupt", "reschedule_interrupt", "call_function_interrupt", "call_function_single_interrupt", "error_entry",
        "ret_from_fork", "ret_from_fork_asm", "kernel_thread_helper", "kthread", "start_secondary", "secondary_startup_64", "secondary_startup_64_no_verify",
        "x86_64_start_kernel", "x86_64_start_reservations", "start_kernel", "rest_init", "cpu_startup_entry", "cpu_idle", "do_idle", "common_startup_64",
        "vectors", "secondary_start_kernel", "__secondary_switched", "cpu_bringup_and_idle", "xen_hypervisor_callback", "return_from_SYSCALL_64", "int_ret_from_sys_call",
    };

    private static readonly string[] _beginnings = ["entry_SYSCALL", "entry_SYSENTER", "entry_INT80", "asm_sysvec_", "asm_exc_", "asm_common_interrupt", "asm_spurious", "sysvec_", "el0_", "el0t_", "el1_", "el1h_", "irq_entries_start", "stub_", "ret_from_"];

    /// <summary>Whether the function, and so what it calls, is kernel.</summary>
    public static bool IsEntry(string name) => _names.Contains(name) || Array.Exists(_beginnings, b => name.StartsWith(b, StringComparison.Ordinal));
}
