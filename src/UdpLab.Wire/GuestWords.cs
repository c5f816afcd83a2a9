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

    /// <summary>Makes the kernel panic once a socket is bound to this UDP port: for trying out what is said then.</summary>
    public const string Panic = "udplab.panic=";
}
