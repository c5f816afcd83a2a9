namespace UdpLab;

/// <summary>The side of the system call boundary a symbol is on: perf's [k] and [.].</summary>
public enum PerfScope : long
{
    /// <summary>User space.</summary>
    User,

    /// <summary>The kernel or one of its modules; a guest's kernel too.</summary>
    Kernel,
}
