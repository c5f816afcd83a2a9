using System.Runtime.CompilerServices;
using UdpLab.Agent.Native;

namespace UdpLab.Agent.Sinks;

/// <summary>A receiving system call of one datagram, as a type, so that each gets a loop of its own with the call inlined.</summary>
internal unsafe interface IReceiveCall
{
    /// <summary>Bytes of the datagram (all of it, also what did not fit), or negative.</summary>
    static abstract nint Receive(nint fd, byte* buffer, nint size, MessageHeader* header);
}

internal readonly unsafe struct RecvmsgCall : IReceiveCall
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Receive(nint fd, byte* buffer, nint size, MessageHeader* header) =>
        Libc.SyscallInPlace(Abi.SYS_recvmsg, fd, (nint)header, Abi.MSG_TRUNC, 0, 0, 0);
}

/// <summary>recvfrom(2) without a source address; glibc's recv(2) is the same system call.</summary>
internal readonly unsafe struct RecvfromCall : IReceiveCall
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Receive(nint fd, byte* buffer, nint size, MessageHeader* header) =>
        Libc.SyscallInPlace(Abi.SYS_recvfrom, fd, (nint)buffer, size, Abi.MSG_TRUNC, 0, 0);
}

internal readonly unsafe struct ReadCall : IReceiveCall
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Receive(nint fd, byte* buffer, nint size, MessageHeader* header) =>
        Libc.SyscallInPlace(Abi.SYS_read, fd, (nint)buffer, size, 0, 0, 0);
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
