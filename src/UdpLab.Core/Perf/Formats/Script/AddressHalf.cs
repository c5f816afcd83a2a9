namespace UdpLab;

/// <summary>Which half of the address space an address is in: on 64-bit machines the upper one is the kernel's.</summary>
internal enum AddressHalf
{
    /// <summary>Not known, or an address of at most eight digits, which may be from a 32-bit machine.</summary>
    Unknown,

    /// <summary>The lower half.</summary>
    User,

    /// <summary>The upper half.</summary>
    Kernel,
}
