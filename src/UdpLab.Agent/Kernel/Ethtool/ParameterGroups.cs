namespace UdpLab.Agent.Kernel;

/// <summary>The groups, by include/uapi/linux/ethtool_netlink.h and ethtool.h.</summary>
internal static class ParameterGroups
{
    private const string Maximum = "-max";

    /// <summary>ethtool -l. "other" channels are the driver's own.</summary>
    public static ParameterGroup Channels { get; } = new()
    {
        Name = "channels",
        Message = 17,
        Ioctl = 0x3c,
        Fields = [Field("rx" + Maximum, 2, 1), Field("tx" + Maximum, 3, 2), Field("combined" + Maximum, 5, 4), Field("rx", 6, 5), Field("tx", 7, 6), Field("combined", 9, 8)],
        Maxima = [("rx", "rx" + Maximum), ("tx", "tx" + Maximum), ("combined", "combined" + Maximum)],
    };

    /// <summary>ethtool -g. Mini and jumbo rings exist only in obsolete drivers.</summary>
    public static ParameterGroup Rings { get; } = new()
    {
        Name = "rings",
        Message = 15,
        Ioctl = 0x10,
        Fields = [Field("rx" + Maximum, 2, 1), Field("tx" + Maximum, 5, 4), Field("rx", 6, 5), Field("tx", 9, 8)],
        Maxima = [("rx", "rx" + Maximum), ("tx", "tx" + Maximum)],
    };

    /// <summary>ethtool -a.</summary>
    public static ParameterGroup Pause { get; } = new()
    {
        Name = "flow control",
        Message = 21,
        Ioctl = 0x12,
        Fields = [Switch("autoneg", 2, 1), Switch("rx", 3, 2), Switch("tx", 4, 3)],
    };

    /// <summary>ethtool -c. By ioctl a driver's unsupported fields are 0, as in ethtool's own output.</summary>
    public static ParameterGroup Coalescing { get; } = new()
    {
        Name = "coalescing",
        Message = 19,
        Ioctl = 0xe,
        Fields =
        [
            Switch("adaptive-rx", 11, 10), Switch("adaptive-tx", 12, 11),
            Field("rx-usecs", 2, 1), Field("rx-frames", 3, 2), Field("rx-usecs-irq", 4, 3), Field("rx-frames-irq", 5, 4),
            Field("tx-usecs", 6, 5), Field("tx-frames", 7, 6), Field("tx-usecs-irq", 8, 7), Field("tx-frames-irq", 9, 8),
            Field("stats-block-usecs", 10, 9), Field("pkt-rate-low", 13, 12), Field("rx-usecs-low", 14, 13), Field("rx-frames-low", 15, 14),
            Field("tx-usecs-low", 16, 15), Field("tx-frames-low", 17, 16), Field("pkt-rate-high", 18, 17), Field("rx-usecs-high", 19, 18),
            Field("rx-frames-high", 20, 19), Field("tx-usecs-high", 21, 20), Field("tx-frames-high", 22, 21), Field("sample-interval", 23, 22),
            Switch("cqe-mode-tx", 24, 0), Switch("cqe-mode-rx", 25, 0),
        ],
    };

    private static ParameterField Field(string name, ushort attribute, int word) => new(name, attribute, word);

    private static ParameterField Switch(string name, ushort attribute, int word) => new(name, attribute, word, IsSwitch: true);
}
