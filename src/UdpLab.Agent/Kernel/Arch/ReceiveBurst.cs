namespace UdpLab.Agent.Kernel;

/// <summary>
/// Receives datagrams with one system call each, in a loop of seven instructions, until the credit is used up or a call fails.
/// udp_sink, the reference, spends 20 (read) to 68 (recvmsg) instructions per packet.
/// </summary>
internal static unsafe class ReceiveBurst
{
    private static readonly nint[] _loops = MachineCode.Write(Code(DirectCall.SYS_read), Code(DirectCall.SYS_recvmsg), Code(DirectCall.SYS_recvfrom));

    /// <summary>(fd, buffer, size, unused, count): the last call's result, negative is -errno.</summary>
    public static delegate* unmanaged[Cdecl]<nint, void*, nint, nint, BurstCount*, nint> Read => At(0);

    /// <summary>(fd, header, flags, unused, count).</summary>
    public static delegate* unmanaged[Cdecl]<nint, void*, nint, nint, BurstCount*, nint> Recvmsg => At(1);

    /// <summary>(fd, buffer, size, flags, count).</summary>
    public static delegate* unmanaged[Cdecl]<nint, void*, nint, nint, BurstCount*, nint> Recvfrom => At(2);

    private static delegate* unmanaged[Cdecl]<nint, void*, nint, nint, BurstCount*, nint> At(int index) =>
        (delegate* unmanaged[Cdecl]<nint, void*, nint, nint, BurstCount*, nint>)_loops[index];

    // The kernel preserves every register except rax, rcx and r11, so the arguments are set once.
    private static byte[] Code(int number) =>
    [
        0x53,                   //        push rbx
        0x41, 0x54,             //        push r12
        0x41, 0x55,             //        push r13
        0x49, 0x89, 0xca,       //        mov  r10, rcx       fourth argument
        0x4c, 0x89, 0xc3,       //        mov  rbx, r8        the count
        0x45, 0x31, 0xc0,       //        xor  r8d, r8d       fifth argument
        0x45, 0x31, 0xc9,       //        xor  r9d, r9d       sixth argument
        0x4c, 0x8b, 0x23,       //        mov  r12, [rbx]     credit
        0x4c, 0x8b, 0x6b, 0x08, //        mov  r13, [rbx+8]   bytes
        .. MachineCode.LoadNumber(number), // next: mov eax, number
        0x0f, 0x05,             //        syscall
        0x48, 0x85, 0xc0,       //        test rax, rax
        0x78, 0x08,             //        js   done
        0x49, 0x01, 0xc5,       //        add  r13, rax
        0x49, 0xff, 0xcc,       //        dec  r12
        0x75, 0xec,             //        jnz  next
        0x4c, 0x89, 0x23,       // done:  mov  [rbx], r12
        0x4c, 0x89, 0x6b, 0x08, //        mov  [rbx+8], r13
        0x41, 0x5d,             //        pop  r13
        0x41, 0x5c,             //        pop  r12
        0x5b,                   //        pop  rbx
        0xc3,                   //        ret
    ];
}
