using UdpLab.Wire;

namespace UdpLab.Agent.Kernel;

/// <summary>A guest's clock that counts instructions (QEMU's -icount): while nothing runs, its time jumps.</summary>
internal static class InstructionClock
{
    /// <summary>Whether this kernel's clock is one.</summary>
    public static bool IsUsed { get; } = (TextFile.Read("/proc/cmdline") ?? "").Split(' ').Contains(GuestWords.Deterministic);
}
