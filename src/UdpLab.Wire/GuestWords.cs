namespace UdpLab.Wire;

/// <summary>What a controller puts into a guest's initramfs and on its kernel's command line.</summary>
internal static class GuestWords
{
    /// <summary>The agent in the initramfs, which the kernel starts as its first process.</summary>
    public const string Init = "/init";

    /// <summary>Where the kernel and programs look for the loader of modules: another name of the agent.</summary>
    public const string Modprobe = "/sbin/modprobe";

    /// <summary>The guest's name.</summary>
    public const string Name = "udplab.name=";

    /// <summary>An address of the card that the cable is plugged into, and its prefix length: 198.18.0.1/24.</summary>
    public const string Address = "udplab.address=";

    /// <summary>The guest's clock counts instructions.</summary>
    public const string Deterministic = "udplab.deterministic";

    /// <summary>The option that makes the agent a launcher of a program that ends with its parent: the parent's process id, a program and its arguments follow.</summary>
    public const string LauncherOption = "--child-of";

    /// <summary>Option of the agent as QEMU's launcher: makes a tap device first; its name and the other end of the cable follow.</summary>
    public const string TapOption = "--tap";

    /// <summary>The other end of the cable for its first guest; for the second it is the first one's process.</summary>
    public const string NewCable = "new";

    /// <summary>How the launcher says that it cannot make one.</summary>
    public const string TapFailed = "udplab-tap:";

    /// <summary>What a guest's marks for the counting of instructions begin with, as bytes of a displacement.</summary>
    public static ReadOnlySpan<byte> CountMark => "UdL"u8;

    /// <summary>The event of a profile that is counted, by perf's name: its periods are exact.</summary>
    public const string CountedEvent = "instructions";

    /// <summary>Makes the kernel panic once a socket is bound to this UDP port: for trying out what is said then.</summary>
    public const string Panic = "udplab.panic=";
}
