namespace UdpLab.Tests.Nic;

/// <summary>A testbed whose veth has four queues, and a plain interface in the sink's namespace: a dummy or, if the kernel has none, an ifb.</summary>
public sealed class NicBed() : Bed(queues: 4)
{
    public const string Veth = "sink0", Dummy = "dum0";

    private bool _ready;

    /// <summary>The witness for the sink's end.</summary>
    internal NicWitness Witness(string nic = Veth)
    {
        if (!_ready)
        {
            Shell($"ip link add {Dummy} type dummy 2>/dev/null || ip link add {Dummy} type ifb; ip link set {Dummy} up; ethtool -K {Veth} gro on");
            _ready = true;
        }

        return new NicWitness(Shell, nic);
    }

    /// <summary>Runs a command in the sink's namespace, without UdpLab.</summary>
    public string Shell(string command) => Space.Run(Namespace, "sh", "-c", command);

    public string Namespace => _namespace ??= Session.One("$bed").Text("Sink") is { } name ? $"udplab-{name}" : "";

    private string? _namespace;
}
