using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>A card of a guest: plugged into nothing, or into one end of a cable.</summary>
/// <param name="Model">QEMU's name of the card.</param>
/// <param name="Cable">The folder of the cable's sockets; null for none.</param>
/// <param name="End">0 or 1: the end of the cable.</param>
internal sealed record GuestCard(string Model, string? Cable, int End)
{
    private const string Tap = "card";

    // The range of benchmarks (RFC 2544).
    private static readonly string[] _addresses = ["198.18.0.1", "198.18.0.2"];

    /// <summary>Cards by the names of -NicModel.</summary>
    public static string ModelOf(GuestNicModel model) => model switch
    {
        GuestNicModel.E1000e => "e1000e",
        GuestNicModel.Vmxnet3 => "vmxnet3",
        GuestNicModel.Igb => "igb",
        _ => "virtio-net-pci",
    };

    /// <summary>Pairs of queues. Only a tap device gives QEMU more than one.</summary>
    public int Queues { get; init; } = 1;

    /// <summary>With several queues, the other end of the cable: <see cref="GuestWords.NewCable"/> or its guest's process; null for no cable.</summary>
    public string? Beside { get; init; }

    /// <summary>What the launcher is to do before it starts QEMU.</summary>
    public IReadOnlyList<string> LauncherArguments => Queues == 1 ? [] : [GuestWords.TapOption, $"{Tap}{End}", Beside ?? ""];

    /// <summary>QEMU's arguments. A cable of sockets takes as much as it can hold, and then holds its sender up: it loses nothing.</summary>
    public IReadOnlyList<string> Arguments => Queues > 1 ?
    [
        "-netdev", string.Create(CultureInfo.InvariantCulture, $"tap,id=card,ifname={Tap}{End},script=no,downscript=no,queues={Queues},vhost=off"),

        // An interrupt for each of the queues, for changes of the settings and for control.
        "-device", string.Create(CultureInfo.InvariantCulture, $"{Device},mq=on,vectors={(2 * Queues) + 2},rss=on,hash=on"),
    ] :
    [
        // A hub sends nothing until another port takes it; that port drops it.
        .. Cable is null ? new[] { "-netdev", "hubport,id=drain,hubid=0" } : [],
        "-netdev", Cable is null ? "hubport,id=card,hubid=0" : $"dgram,id=card,local.type=unix,local.path={Cable}/{End},remote.type=unix,remote.path={Cable}/{1 - End}",
        "-device", Device,
    ];

    /// <summary>The word of the kernel's command line that gives it its address.</summary>
    public string Word => $"{GuestWords.Address}{_addresses[End]}/24";

    private string Device => string.Create(CultureInfo.InvariantCulture, $"{Model},netdev=card,mac=52:54:00:12:00:{End + 1:00},romfile=");
}
