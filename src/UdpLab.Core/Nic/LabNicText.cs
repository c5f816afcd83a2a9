using System.Globalization;

namespace UdpLab;

/// <summary>What views show of an interface in few words; "-" for what its driver does not support.</summary>
public sealed partial record LabNic
{
    private const string Unsupported = "-";

    /// <summary>Queues in use of those there can be: "4/8", or "rx 2/4 tx 4/4".</summary>
    public string QueuesText => Join(CombinedQueues is null ? null : Used(CombinedQueues, MaxCombinedQueues), Labelled("rx", RxQueues, MaxRxQueues), Labelled("tx", TxQueues, MaxTxQueues));

    /// <summary>Descriptors of a ring in use of those there can be: "256/4096", or "1024,512/4096" where receive and transmit rings differ, or "rx 256/4096 tx 256/512" where they can.</summary>
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

    /// <summary>The RSS table in few words: "0-3 ×32" is 0, 1, 2, 3, thirty-two times over.</summary>
    public string RssText => RssTable is null ? Unsupported : Wire.RssText.Of([.. RssTable]);

    private static string? Labelled(string label, int? used, int? most) => used is null ? null : $"{label} {Used(used, most)}";

    private static string Used(int? used, int? most) => string.Create(CultureInfo.InvariantCulture, $"{used}/{most}");

    private static string Join(params string?[] parts) => parts.OfType<string>().Any() ? string.Join(' ', parts.OfType<string>()) : Unsupported;
}
