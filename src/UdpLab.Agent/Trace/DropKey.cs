namespace UdpLab.Agent.Trace;

/// <summary>A cause of death: the kernel's reason, and the instruction at which it dropped the packet.</summary>
/// <param name="Reason">A number of enum skb_drop_reason, or of another subsystem's reasons.</param>
/// <param name="Subsystem">The subsystem (enum skb_drop_reason_subsys); 0 for the core.</param>
/// <param name="Location">The instruction's address.</param>
internal readonly record struct DropKey(int Reason, int Subsystem, ulong Location)
{
    /// <summary>Bits of a reason in a key.</summary>
    public const int ReasonBits = 12, MostReasons = (1 << ReasonBits) - 1;

    private const int LocationBits = 48;

    // Addresses of the kernel's code begin with these bits on the processors it runs on.
    private const ulong KernelHalf = 0xffff_0000_0000_0000;

    /// <summary>Reads a key of the table that <see cref="DropProgram"/> counts in.</summary>
    public static DropKey Of(ulong key) => new((int)(key >> LocationBits) & MostReasons, (int)(key >> (LocationBits + ReasonBits)), key | KernelHalf);
}
