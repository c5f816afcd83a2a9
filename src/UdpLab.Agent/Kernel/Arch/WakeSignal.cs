namespace UdpLab.Agent.Kernel;

/// <summary>A signal whose only effect is that a blocking system call of one thread returns EINTR.</summary>
internal static unsafe class WakeSignal
{
    private const int SIGUSR2 = 12;

    // struct sigaction of glibc, the same on x86-64 and arm64: handler, 128 bytes of mask, flags, restorer.
    private const int ActionLength = 152;

    // A managed handler would be an error if the signal found the thread in managed code, so this one is a single ret.
    private static readonly nint _nothing = MachineCode.Write(Processor.ReturnInstruction.ToArray())[0];

    /// <summary>The kernel's id of the calling thread.</summary>
    public static int CurrentThread => (int)Libc.Syscall(Processor.GetThreadId, 0, 0, 0, 0, 0, 0);

    /// <summary>Installs the handler, without SA_RESTART.</summary>
    public static void Prepare()
    {
        byte* action = stackalloc byte[ActionLength];
        new Span<byte>(action, ActionLength).Clear();
        *(nint*)action = _nothing;
        _ = Libc.SignalAction(SIGUSR2, action, null);
    }

    public static void Send(int thread) => _ = Libc.Syscall(Processor.SignalThread, Environment.ProcessId, thread, SIGUSR2, 0, 0, 0);
}
