using System.Runtime.CompilerServices;

namespace UdpLab.Agent.Kernel;

/// <summary>The receiving system calls in x86-64 machine code: single ones (<see cref="DirectCall"/>) and whole bursts (<see cref="ReceiveBurst"/>).</summary>
internal readonly unsafe struct DirectCalls : IReceiveCalls
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Read(nint fd, void* buffer, nint size) => DirectCall.Read(fd, buffer, size);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Recvfrom(nint fd, void* buffer, nint size, nint flags) => DirectCall.Recvfrom(fd, buffer, size, flags, 0, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Recvmsg(nint fd, MessageHeader* header, nint flags) => DirectCall.Recvmsg(fd, header, flags);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Recvmmsg(nint fd, MessageHeaderMultiple* messages, nint count, nint flags) => DirectCall.Recvmmsg(fd, messages, count, flags, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint ReadBurst(nint fd, void* buffer, nint size, BurstCount* count) => ReceiveBurst.Read(fd, buffer, size, 0, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint RecvfromBurst(nint fd, void* buffer, nint size, nint flags, BurstCount* count) => ReceiveBurst.Recvfrom(fd, buffer, size, flags, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint RecvmsgBurst(nint fd, MessageHeader* header, nint flags, BurstCount* count) => ReceiveBurst.Recvmsg(fd, header, flags, 0, count);
}
