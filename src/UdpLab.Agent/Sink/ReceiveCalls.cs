using System.Runtime.CompilerServices;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Sink;

/// <summary>A system call that receives one datagram, as a type parameter, so that each gets its own loop with the call inlined.</summary>
internal unsafe interface IReceiveCall
{
    /// <summary>Bytes of the datagram (its full length, even if truncated), or -errno.</summary>
    static abstract nint Receive(nint fd, byte* buffer, nint size, MessageHeader* header);

    /// <summary>Repeats it while the credit lasts; returns the last call's result.</summary>
    static abstract nint Burst(nint fd, byte* buffer, nint size, MessageHeader* header, BurstCount* count);
}

internal readonly unsafe struct RecvmsgCall<TCalls> : IReceiveCall
    where TCalls : struct, IReceiveCalls
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Receive(nint fd, byte* buffer, nint size, MessageHeader* header) => TCalls.Recvmsg(fd, header, Abi.MSG_TRUNC);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Burst(nint fd, byte* buffer, nint size, MessageHeader* header, BurstCount* count) => TCalls.RecvmsgBurst(fd, header, Abi.MSG_TRUNC, count);
}

/// <summary>recvfrom(2) without a source address; glibc's recv(2) is the same system call.</summary>
internal readonly unsafe struct RecvfromCall<TCalls> : IReceiveCall
    where TCalls : struct, IReceiveCalls
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Receive(nint fd, byte* buffer, nint size, MessageHeader* header) => TCalls.Recvfrom(fd, buffer, size, Abi.MSG_TRUNC);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Burst(nint fd, byte* buffer, nint size, MessageHeader* header, BurstCount* count) => TCalls.RecvfromBurst(fd, buffer, size, Abi.MSG_TRUNC, count);
}

internal readonly unsafe struct ReadCall<TCalls> : IReceiveCall
    where TCalls : struct, IReceiveCalls
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Receive(nint fd, byte* buffer, nint size, MessageHeader* header) => TCalls.Read(fd, buffer, size);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Burst(nint fd, byte* buffer, nint size, MessageHeader* header, BurstCount* count) => TCalls.ReadBurst(fd, buffer, size, count);
}
