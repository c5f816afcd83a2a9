using System.Globalization;
using System.Xml.Linq;

namespace UdpLab.Tests.Views;

/// <summary>The tables of UdpLab.format.ps1xml in terminals of common widths.</summary>
public class ColumnTests
{
    private static readonly XElement[] _views = [.. XDocument.Load(Path.Combine(Repository.Root, "src/UdpLab/UdpLab.format.ps1xml")).Descendants("View")];

    public static TheoryData<string, int> Tables => new(_views
        .Where(v => v.Element("TableControl") is not null)
        .SelectMany(v => new[] { 80, 100, 120 }.Select(width => (TypeOf(v), width))));

    /// <summary>PowerShell cuts the last column to the remaining width: if that is less than its label, the header breaks over many lines.</summary>
    [Theory]
    [MemberData(nameof(Tables))]
    public void NoHeaderBreaks(string type, int width)
    {
        int used = 0;
        foreach (XElement header in Headers(type))
        {
            int left = width - used - (used > 0 ? 1 : 0);
            if (left <= 0)
            {
                return;
            }

            int label = ((string)header.Element("Label")!).Length;
            int wanted = (int?)header.Element("Width") ?? label;
            Assert.True(left >= Math.Min(wanted, label), string.Create(CultureInfo.InvariantCulture, $"{type} at {width} columns: {header.Element("Label")!.Value} has {left}."));
            used = width - left + wanted;
        }
    }

    [Theory]
    [InlineData("UdpLab.SinkMeasurement", "Pps", "Loss %", "Biggest loss")]
    [InlineData("UdpLab.SinkMeasurement#Ramp", "Rate pps", "Sent pps", "Sent", "Received", "Lost", "Loss %", "Burst")]
    [InlineData("UdpLab.SinkMeasurement#Instructions", "Method", "Loss %", "Instr/packet", "User", "Kernel", "Flood")]
    [InlineData("UdpLab.RateStep", "Rate pps", "Burst", "Seconds", "Sent", "Sent pps", "Received", "Lost", "Loss %")]
    [InlineData("UdpLab.Sink", "Name", "State", "Address", "Packets", "Pps", "Drops")]
    [InlineData("UdpLab.UdpFlood", "Destination", "Sent", "Pps", "State")]
    [InlineData("UdpLab.Ledger", "Unexplained", "Biggest loss")]
    [InlineData("UdpLab.LedgerEntry", "Counter", "Packets", "Loss")]
    [InlineData("UdpLab.LabTestbed", "Name", "GeneratorAddress", "SinkAddress")]
    [InlineData("UdpLab.LineRate", "Mbit/s", "Size", "Pps", "Payload Mbit/s", "Flood %", "Sink %")]
    [InlineData("UdpLab.PktgenDevice", "State", "Sent", "Pps", "Errors")]
    [InlineData("UdpLab.Comparison", "Metric", "Compared", "Change", "Verdict")]
    public void WhatMattersMostIsThereAt80Columns(string type, params string[] labels)
    {
        int used = -1;
        string[] whole = [.. Headers(type).Where(h => (used += 1 + ((int?)h.Element("Width") ?? 0)) <= 80).Select(h => (string)h.Element("Label")!)];

        Assert.Superset(labels.ToHashSet(), whole.ToHashSet());
    }

    /// <summary>A number that does not fit loses its first digits; ten digits of packets, and the frame rate of 100 Gbit/s, fit.</summary>
    [Fact]
    public void NumbersAreWhole()
    {
        Dictionary<string, int> needed = new() { ["Packets"] = 13, ["Sent"] = 13, ["Received"] = 13, ["Pps"] = 11, ["Samples"] = 9, ["Records"] = 9 };

        // The steps of a ramp are short, and the slots of a trace.
        foreach (XElement header in _views.Where(v => TypeOf(v) is not ("UdpLab.RateStep" or "UdpLab.TraceSlot" or "UdpLab.SinkMeasurement#Ramp")).Descendants("TableColumnHeader").Where(h => needed.ContainsKey((string)h.Element("Label")!)))
        {
            Assert.True((int)header.Element("Width")! >= needed[(string)header.Element("Label")!], header.ToString());
        }
    }

    /// <summary>Types of objects in lists: in the pipeline or in a property.</summary>
    [Theory]
    [InlineData("SinkInterval")]
    [InlineData("SinkSocketResult")]
    [InlineData("RateStep")]
    [InlineData("TraceSlot")]
    [InlineData("TraceBurst")]
    [InlineData("CpuHolder")]
    [InlineData("ReaderTime")]
    [InlineData("FloodStep")]
    [InlineData("FloodInterval")]
    [InlineData("FloodThreadResult")]
    [InlineData("LedgerEntry")]
    [InlineData("LabNicIrq")]
    [InlineData("LabNicQueueCpus")]
    [InlineData("LabChangeEffect")]
    [InlineData("UdpBottleneck")]
    [InlineData("PerfSymbol")]
    [InlineData("PerfStack")]
    [InlineData("PerfFrame")]
    [InlineData("PerfShare")]
    [InlineData("PerfNote")]
    [InlineData("PerfCallNode")]
    [InlineData("CacheLine")]
    [InlineData("CacheLineAccess")]
    [InlineData("ComparisonDifference")]
    public void WhatComesInListsHasATable(string type) => Assert.NotEmpty(Headers($"UdpLab.{type}"));

    private static IEnumerable<XElement> Headers(string type) =>
        _views.Single(v => v.Element("TableControl") is not null && TypeOf(v) == type).Descendants("TableColumnHeader");

    private static string TypeOf(XElement view) => (string)view.Element("ViewSelectedBy")!.Element("TypeName")!;
}
