using System.Runtime.CompilerServices;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Sink;

/// <summary>A receiving system call of one datagram, as a type, so that each gets a loop of its own with the call inlined.</summary>
internal unsafe interface IReceiveCall
{
    /// <summary>Bytes of the datagram (all of it, also what did not fit), or -errno.</summary>
    static abstract nint Receive(nint fd, byte* buffer, nint size, MessageHeader* header);

    /// <summary>The same again and again, as long as the credit lasts; the last call's result.</summary>
    static abstract nint Burst(nint fd, byte* buffer, nint size, MessageHeader* header, BurstCount* count);
}

internal readonly unsafe struct RecvmsgCall : IReceiveCall
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Receive(nint fd, byte* buffer, nint size, MessageHeader* header) =>
        DirectCall.Recvmsg(fd, header, Abi.MSG_TRUNC);

    public static nint Burst(nint fd, byte* buffer, nint size, MessageHeader* header, BurstCount* count) =>
        ReceiveBurst.Recvmsg(fd, header, Abi.MSG_TRUNC, 0, count);
}

/// <summary>recvfrom(2) without a source address; glibc's recv(2) is the same system call.</summary>
internal readonly unsafe struct RecvfromCall : IReceiveCall
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Receive(nint fd, byte* buffer, nint size, MessageHeader* header) =>
        DirectCall.Recvfrom(fd, buffer, size, Abi.MSG_TRUNC, 0, 0);

    public static nint Burst(nint fd, byte* buffer, nint size, MessageHeader* header, BurstCount* count) =>
        ReceiveBurst.Recvfrom(fd, buffer, size, Abi.MSG_TRUNC, count);
}

internal readonly unsafe struct ReadCall : IReceiveCall
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Receive(nint fd, byte* buffer, nint size, MessageHeader* header) =>
        DirectCall.Read(fd, buffer, size);

    public static nint Burst(nint fd, byte* buffer, nint size, MessageHeader* header, BurstCount* count) =>
        ReceiveBurst.Read(fd, buffer, size, 0, count);
}

/// <summary>Whether headers are checked, as a type: the loop without the check has no trace of it.</summary>
internal unsafe interface IPayloadCheck
{
    static abstract void Check(HeaderChecker checker, byte* payload, nint length);
}

internal readonly unsafe struct CheckHeaders : IPayloadCheck
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check(HeaderChecker checker, byte* payload, nint length) => checker.Check(payload, length);
}

internal readonly unsafe struct CheckNothing : IPayloadCheck
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check(HeaderChecker checker, byte* payload, nint length)
    {
    }
}
