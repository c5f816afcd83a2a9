namespace UdpLab.Tests;

/// <summary>Names of factors, properties, numbers and conditions of measurements, as they are completed and read.</summary>
public class MeasurementNamesTests
{
    private static readonly SinkMeasurement _measurement = Runs.Of(1e6, ("Card", "ixgbe")) with
    {
        Latency = new LatencySummary { P99Microseconds = 12.5 },
        Flood = [new UdpFlood { Host = LabHosts.Local, PacketSize = 60, Flows = 1 }, new UdpFlood { Host = LabHosts.Local, PacketSize = 60, Flows = 4 }],
        Ledger = new Ledger { Entries = [new LedgerEntry { Layer = LedgerLayer.Udp, Counter = "RcvbufErrors", Packets = 1, Source = "", Meaning = "" }] },
    };

    [Fact]
    public void FactorsComeBeforePropertiesAndCountersLast()
    {
        string[] keys = [.. MeasurementNames.Keys([_measurement])], metrics = [.. MeasurementNames.Metrics([_measurement])];
        Assert.Equal("Card", keys[0]);
        Assert.Contains("RssQueues", keys);
        Assert.Contains("Kernel", keys);
        Assert.Equal(["Pps", "CpuNsPerPacket", "LossPercent", "Latency.P50Microseconds", "Latency.P99Microseconds"], metrics[..5]);
        Assert.Equal("RcvbufErrors", metrics[^1]);
        Assert.Equal(metrics.Distinct(StringComparer.OrdinalIgnoreCase), metrics);
        Assert.Contains("Mitigations", MeasurementNames.Conditions);
        Assert.Equal(MeasurementNames.Conditions.Distinct(), MeasurementNames.Conditions);
    }

    /// <summary>Every number that is offered can be read, of any measurement.</summary>
    [Fact]
    public void EveryNumberCanBeRead() => Assert.All(PropertyPath.Numbers(), path =>
    {
        Assert.Equal(path, PropertyPath.Resolve(path.ToUpperInvariant()));
        Assert.True(PropertyPath.IsNumber(PropertyPath.TypeOf(path)!));
        _ = PropertyPath.Read(_measurement, path);
    });

    [Fact]
    public void ShortNamesAreFoundInTheMeasurementsParts()
    {
        Assert.Equal("Environment.Kernel", PropertyPath.Resolve("kernel"));
        Assert.Equal("Flood.PacketSize", PropertyPath.Resolve("packetsize"));
        Assert.Null(PropertyPath.Resolve("nothing"));
        Assert.Null(PropertyPath.Resolve("Latency."));
        Assert.Null(PropertyPath.TypeOf("Latency.Nothing"));
        Assert.Equal((12.5, 60), (PropertyPath.Read(_measurement, "Latency.P99Microseconds"), PropertyPath.Read(_measurement, "Flood.PacketSize")));
        Assert.Equal([1, 4], Assert.IsType<object?[]>(PropertyPath.Read(_measurement, "Flood.Flows")));
        Assert.Null(PropertyPath.Read(_measurement with { Latency = null }, "Latency.P99Microseconds"));
    }
}
