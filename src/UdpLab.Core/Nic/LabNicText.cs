using System.Globalization;

namespace UdpLab;

/// <summary>Short texts for views; "-" for what the driver does not support.</summary>
public sealed partial record LabNic
{
    private const string Unsupported = "-";

    /// <summary>Queues in use and the maximum: "4/8", or "rx 2/4 tx 4/4".</summary>
    public string QueuesText => Join(CombinedQueues is null ? null : Used(CombinedQueues, MaxCombinedQueues), Labelled("rx", RxQueues, MaxRxQueues), Labelled("tx", TxQueues, MaxTxQueues));

    /// <summary>Ring sizes and their maxima: "256/4096", or "1024,512/4096" if receive and transmit rings differ, or "rx 256/4096 tx 256/512" if their maxima do.</summary>
    public string RingsText => (RxRing, MaxRxRing, TxRing, MaxTxRing) switch
    {
        (int rx, var most, int tx, var mostTx) when most == mostTx => rx == tx ? Used(rx, most) : string.Create(CultureInfo.InvariantCulture, $"{rx},{Used(tx, most)}"),
        _ => Join(Labelled("rx", RxRing, MaxRxRing), Labelled("tx", TxRing, MaxTxRing)),
    };

    /// <summary>Flow control: on, off, rx or tx.</summary>
    public string PauseText => (PauseRx, PauseTx) switch
    {
        (null, null) => Unsupported,
        (true, true) => "on",
        (true, _) => "rx",
        (_, true) => "tx",
        _ => "off",
    };

    /// <summary>The RSS table in short: "0-3 ×32" means 0, 1, 2, 3, repeated 32 times.</summary>
    public string RssText => RssTable is null ? Unsupported : Wire.RssText.Of([.. RssTable]);

    private static string? Labelled(string label, int? used, int? most) => used is null ? null : $"{label} {Used(used, most)}";

    private static string Used(int? used, int? most) => string.Create(CultureInfo.InvariantCulture, $"{used}/{most}");

    private static string Join(params string?[] parts) => parts.OfType<string>().Any() ? string.Join(' ', parts.OfType<string>()) : Unsupported;
}
