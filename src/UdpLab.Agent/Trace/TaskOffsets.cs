using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Trace;

/// <summary>Where this kernel keeps what is asked of a thread, in bytes of struct task_struct.</summary>
/// <param name="Cpu">The CPU it runs on or waits for.</param>
/// <param name="Pid">Its number in the first PID namespace.</param>
/// <param name="Name">Its name (comm).</param>
internal sealed record TaskOffsets(int Cpu, int Pid, int Name)
{
    /// <summary>Finds them.</summary>
    /// <param name="btf">The kernel's types.</param>
    /// <param name="missing">The member that was not found; null if all were.</param>
    public static TaskOffsets? Of(Btf btf, out string? missing)
    {
        // Up to Linux 5.15 the CPU is a member of the task itself.
        int? cpu = btf.Offset("task_struct", "thread_info", "cpu") ?? btf.Offset("task_struct", "cpu");
        int? pid = btf.Offset("task_struct", "pid"), name = btf.Offset("task_struct", "comm");
        missing = (cpu, pid, name) switch
        {
            (null, _, _) => "cpu",
            (_, null, _) => "pid",
            (_, _, null) => "comm",
            _ => null,
        };
        missing = missing is null ? null : $"struct task_struct, {missing}";
        return missing is null ? new TaskOffsets(cpu!.Value, pid!.Value, name!.Value) : null;
    }
}
