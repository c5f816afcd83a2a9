using System.Runtime.InteropServices;

namespace UdpLab.Agent.Kernel;

/// <summary>What differs between processors. The rest of the agent is the same on each.</summary>
internal static class Processor
{
    /// <summary>If set to "portable", the agent receives through libc, as on a processor for which it has no machine code; tests use this.</summary>
    public const string Variable = "UDPLAB_ENGINE";

    /// <summary>The agent has receive loops in this processor's machine code and may use them.</summary>
    public static bool HasDirectCalls { get; } = RuntimeInformation.ProcessArchitecture == Architecture.X64 && Environment.GetEnvironmentVariable(Variable) != "portable";

    /// <summary>This processor's numbers, or those of arm64, the other one the agent is built for.</summary>
    public static bool IsX64 => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>Numbers of system calls without a libc function (asm/unistd.h).</summary>
    public static nint PerfEventOpen { get; } = IsX64 ? 298 : 241;

    /// <inheritdoc cref="PerfEventOpen"/>
    public static nint Bpf { get; } = IsX64 ? 321 : 280;

    /// <inheritdoc cref="PerfEventOpen"/>
    public static nint GetThreadId { get; } = IsX64 ? 186 : 178;

    /// <inheritdoc cref="PerfEventOpen"/>
    public static nint SignalThread { get; } = IsX64 ? 234 : 131;

    /// <inheritdoc cref="PerfEventOpen"/>
    public static nint LoadModule { get; } = IsX64 ? 313 : 273;

    /// <summary>Flags of open(2) whose values differ (asm/fcntl.h).</summary>
    public static int OpenFolder { get; } = IsX64 ? 0x10000 : 0x4000;

    /// <inheritdoc cref="OpenFolder"/>
    public static int OpenNoLink { get; } = IsX64 ? 0x20000 : 0x8000;

    /// <summary>
    /// A function that returns the clock of instructions in a guest whose QEMU counts them, one a nanosecond: the time stamp counter
    /// (rdtsc; shl rdx, 32; or rax, rdx; ret), or the timer's, whose frequency is then 1 GHz (mrs x0, cntvct_el0; ret).
    /// </summary>
    public static ReadOnlySpan<byte> ReadClock => IsX64 ? [0x0f, 0x31, 0x48, 0xc1, 0xe2, 0x20, 0x48, 0x09, 0xd0, 0xc3] : [0x40, 0xe0, 0x3b, 0xd5, 0xc0, 0x03, 0x5f, 0xd6];

    /// <summary>A function that returns at once: ret.</summary>
    public static ReadOnlySpan<byte> ReturnInstruction => IsX64 ? [0xc3] : [0xc0, 0x03, 0x5f, 0xd6];
}
