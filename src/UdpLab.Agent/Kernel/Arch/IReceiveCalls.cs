namespace UdpLab.Agent.Kernel;

/// <summary>
/// The receiving system calls, one at a time and in bursts; a type parameter, so that a loop has them inlined. Results are the
/// kernel's: negative is -errno.
/// </summary>
internal unsafe interface IReceiveCalls
{
    static abstract nint Read(nint fd, void* buffer, nint size);

    static abstract nint Recvfrom(nint fd, void* buffer, nint size, nint flags);

    static abstract nint Recvmsg(nint fd, MessageHeader* header, nint flags);

    static abstract nint Recvmmsg(nint fd, MessageHeaderMultiple* messages, nint count, nint flags);

    /// <summary>Receives until the credit is used up or a call fails; returns the last call's result.</summary>
    static abstract nint ReadBurst(nint fd, void* buffer, nint size, BurstCount* count);

    /// <inheritdoc cref="ReadBurst"/>
    static abstract nint RecvfromBurst(nint fd, void* buffer, nint size, nint flags, BurstCount* count);

    /// <inheritdoc cref="ReadBurst"/>
    static abstract nint RecvmsgBurst(nint fd, MessageHeader* header, nint flags, BurstCount* count);
}
