namespace UdpLab.Agent.Kernel;

/// <summary>
/// The receiving system calls as four instructions each. Per packet, libc's wrappers cost more user time than the whole loop
/// around them: in a multithreaded process each of these calls is a cancellation point, and syscall(2) shuffles seven
/// arguments. The result is the kernel's: negative is -errno.
/// </summary>
/// <remarks>Called without a GC transition, so a blocking call delays the garbage collector: the socket must have a receive timeout.</remarks>
internal static unsafe class DirectCall
{
    // asm/unistd_64.h.
    internal const int SYS_read = 0, SYS_recvfrom = 45, SYS_recvmsg = 47, SYS_recvmmsg = 299;

    // The C calling convention passes the fourth argument in rcx, the kernel expects it in r10.
    private static readonly byte[] _moveR10FromRcx = [0x49, 0x89, 0xca];
    private static readonly byte[] _syscallAndReturn = [0x0f, 0x05, 0xc3];
    private static readonly nint[] _calls = MachineCode.Write(Code(SYS_read), Code(SYS_recvmsg), Code(SYS_recvfrom), Code(SYS_recvmmsg));

    /// <summary>read(fd, buffer, size).</summary>
    public static delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, void*, nint, nint> Read =>
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, void*, nint, nint>)_calls[0];

    /// <summary>recvmsg(fd, header, flags).</summary>
    public static delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, void*, nint, nint> Recvmsg =>
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, void*, nint, nint>)_calls[1];

    /// <summary>recvfrom(fd, buffer, size, flags, null, null).</summary>
    public static delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, void*, nint, nint, nint, nint, nint> Recvfrom =>
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, void*, nint, nint, nint, nint, nint>)_calls[2];

    /// <summary>recvmmsg(fd, messages, count, flags, null).</summary>
    public static delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, void*, nint, nint, nint, nint> Recvmmsg =>
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, void*, nint, nint, nint, nint>)_calls[3];

    private static byte[] Code(int number) => [.. _moveR10FromRcx, .. MachineCode.LoadNumber(number), .. _syscallAndReturn];
}
