namespace UdpLab.Agent.Kernel;

/// <summary>A page of instructions that this process wrote, and that is then read-only and executable.</summary>
internal static unsafe class MachineCode
{
    private const int PageSize = 4096, Alignment = 64;
    private const int PROT_READ = 1, PROT_WRITE = 2, PROT_EXEC = 4, MAP_PRIVATE = 2, MAP_ANONYMOUS = 0x20;

    /// <summary>Puts routines into a page; returns their addresses in order.</summary>
    public static nint[] Write(params ReadOnlySpan<byte[]> routines)
    {
        nint page = Libc.MemoryMap(0, PageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (page == -1)
        {
            throw AgentException.FromErrno(Errno.Last, "Reserving a page for code failed", "mmap");
        }

        nint[] addresses = new nint[routines.Length];
        nint at = page;
        for (int i = 0; i < routines.Length; i++)
        {
            routines[i].CopyTo(new Span<byte>((void*)at, routines[i].Length));
            addresses[i] = at;
            at += (routines[i].Length + Alignment - 1) / Alignment * Alignment;
        }

        return Libc.MemoryProtect(page, PageSize, PROT_READ | PROT_EXEC) == 0
            ? addresses
            : throw AgentException.FromErrno(Errno.Last, "Making a page of code executable failed (a security policy forbids it)", "mprotect");
    }

    /// <summary>x86-64: mov eax, number of the system call.</summary>
    public static byte[] LoadNumber(int number) => [0xb8, .. BitConverter.GetBytes(number)];
}
