using System.Text;
using CsCheck;

namespace UdpLab.Tests;

/// <summary>Files of other versions, damaged and truncated ones, and files that other tools have changed.</summary>
public sealed class ResultReaderTests
{
    private static readonly string _line = Encoding.UTF8.GetString(ResultLine.Of(Measured()));

    [Fact]
    public void ADamagedLineCostsThatLine()
    {
        ResultItem[] items = Read($"{_line}{_line[..40]}\n\n{_line}{{\"a\":1}}\r\n\"text\"\n{_line}");
        Assert.Equal([1, 2, 4, 5, 6, 7], items.Select(i => i.Number));
        Assert.Equal([2, 5, 6], items.Where(i => i.Value is null).Select(i => i.Number));
        Assert.Contains("no field Schema", items[3].Fault, StringComparison.Ordinal);
        Assert.Contains("not a JSON object", items[4].Fault, StringComparison.Ordinal);
        Assert.All(items, i => Assert.False(i.IsCut));
    }

    [Fact]
    public void ALastLineThatWasCutIsSaidToBe()
    {
        for (int length = 1; length < _line.Length - 1; length += 97)
        {
            ResultItem[] items = Read(_line + _line[..length]);
            Assert.Equal((true, 2L), (items[1].IsCut, items[1].Number));
            Assert.Null(items[1].Value);
        }

        // Complete except for its line end.
        Assert.NotNull(Read(_line + _line.TrimEnd())[1].Value);
    }

    [Theory]
    [InlineData("UdpLab/2.0", "UdpLab/2.0", "later version")]
    [InlineData("UdpLab/0.9", "UdpLab/0.9", "earlier version")]
    [InlineData("UdpLab/x", "no field Schema", "UdpLab/1.0")]
    public void AnotherMajorVersionIsRefusedByName(string schema, string name, string remedy)
    {
        string fault = Assert.Single(Read(_line.Replace(ResultSchema.Current, schema, StringComparison.Ordinal))).Fault!;
        Assert.Contains(name, fault, StringComparison.Ordinal);
        Assert.Contains(remedy, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void ALaterMinorVersionIsReadWithoutWhatIsUnknown()
    {
        string later = _line.Replace("UdpLab/1.5", "UdpLab/1.7", StringComparison.Ordinal).Replace("\"Packets\":", "\"FromTheFuture\":{\"a\":[1]},\"Packets\":", StringComparison.Ordinal);
        ResultItem item = Assert.Single(Read(later));
        Assert.True(item.IsNewer);
        Assert.Null(AnyResult.Difference(Measured(), item.Value));
    }

    [Fact]
    public void FieldsMayComeInAnyOrder()
    {
        using System.Text.Json.JsonDocument document = System.Text.Json.JsonDocument.Parse(_line);
        string reversed = $"{{{string.Join(',', document.RootElement.EnumerateObject().Reverse().Select(p => $"\"{p.Name}\":{p.Value.GetRawText()}"))}}}";
        Assert.Null(AnyResult.Difference(Measured(), Assert.Single(Read("\uFEFF" + reversed)).Value));
    }

    [Theory]
    [InlineData("\"Ledger\":", "\"Ledger\":null,\"x\":")]
    [InlineData("\"Method\":\"", "\"Method\":\"No")]
    [InlineData("\"Packets\":", "\"Packets\":\"many\",\"x\":")]
    [InlineData("\"Method\":\"", "\"Method\":2,\"x\":\"")]
    [InlineData("\"Packets\":", "\"Packets\":-5,\"x\":")]
    [InlineData("\"Seconds\":", "\"Seconds\":-0.5,\"x\":")]
    [InlineData("\"Received\":", "\"Received\":-1,\"x\":")]
    public void AWrongValueIsADamagedLine(string old, string replaced) => Assert.NotNull(Assert.Single(Read(_line.Replace(old, replaced, StringComparison.Ordinal))).Fault);

    [Fact]
    public void TheSamePartNamesAnotherHostInAnotherLine()
    {
        // Two machines of the same name, with findings that read alike.
        SinkMeasurement one = Measured() with { Host = new LocalLabHost { Name = "local", Kernel = "6.1" }, Flood = null };
        one = one with { Environment = new MeasurementEnvironment { Findings = [Finding(one.Host)] } };
        SinkMeasurement other = one with { Host = new LocalLabHost { Name = "local", Kernel = "6.12" } };
        other = other with { Environment = new MeasurementEnvironment { Findings = [Finding(other.Host)] } };
        SinkMeasurement[] read = [.. Read(string.Concat(new[] { one, other, other }.Select(m => Encoding.UTF8.GetString(ResultLine.Of(m))))).Select(i => (SinkMeasurement)i.Value!)];
        Assert.Equal(["6.1", "6.12", "6.12"], read.Select(m => m.Environment.Findings[0].Host.Kernel));
        Assert.Same(read[1].Environment, read[2].Environment);

        static LabFinding Finding(LabHost host) => ((LabFinding)new AnyResult(3).Of(typeof(LabFinding))) with { Host = host };
    }

    [Fact]
    public void WhatIsAddedWhileItIsReadIsNotRead()
    {
        using MemoryStream stream = new();
        stream.Write(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(_line, 400))));
        stream.Position = 0;
        int read = 0;
        foreach (ResultItem _ in ResultReader.Read(stream, CancellationToken.None))
        {
            read++;
            long at = stream.Position;
            stream.Position = stream.Length;
            stream.Write(Encoding.UTF8.GetBytes(_line));
            stream.Position = at;
        }

        Assert.Equal(400, read);
    }

    [Fact]
    public void LinesMayBeOfAnyLength()
    {
        SinkMeasurement large = Measured() with { Method = ReceiveMethod.Recv, Address = new string('x', 3_000_000) };
        ResultItem[] items = Read(_line + Encoding.UTF8.GetString(ResultLine.Of(large)) + _line);
        Assert.Equal(3_000_000, ((SinkMeasurement)items[1].Value!).Address.Length);
        Assert.Equal(3, items.Length);
    }

    [Fact]
    public void MutatedLinesNeverEscape() => Gen.Select(Gen.Int[0, _line.Length - 2], Gen.Byte).Sample(
        (at, value) =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(_line);
            bytes[at] = value;

            // Not as the first line: by its beginning a file is known for another kind.
            using MemoryStream stream = new([.. Encoding.UTF8.GetBytes(_line), .. bytes, .. Encoding.UTF8.GetBytes(_line)]);
            Assert.NotNull(ResultReader.Read(stream, CancellationToken.None).Last().Value);
        },
        iter: 1000);

    [Fact]
    public void AChangeWithoutItsPlaceIsNone()
    {
        LabChange change = new() { Id = "abc123-1", Place = ChangePlace.Of(LabHosts.Local), Target = "eth0", Setting = "Mtu", Before = "1500", After = "1400" };
        string line = Encoding.UTF8.GetString(ResultLine.Of(change));
        Assert.Null(Assert.Single(Read(line)).Fault);
        Assert.Contains("LabChange.Place is missing", Assert.Single(Read(line.Replace("\"Place\"", "\"Plate\"", StringComparison.Ordinal))).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileOfTheFirstVersionIsStillRead()
    {
        using FileStream file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "data", "results-1.0.jsonl"));
        ResultItem[] items = [.. ResultReader.Read(file, CancellationToken.None)];
        Assert.All(items, i => Assert.Null(i.Fault));
        SinkMeasurement measured = items.Select(i => i.Value).OfType<SinkMeasurement>().First();
        Assert.Equal((4059L, ReceiveMethod.Recvmsg, "local"), (measured.Packets, measured.Method, measured.Host.Name));
        Assert.Equal(20000, measured.Ledger.Sent);
        Assert.True(measured.Profile!.Symbols.Count > 0);
        Assert.All(measured.Environment.Findings, f => Assert.Same(measured.Host, f.Host));
    }

    private static ResultItem[] Read(string text)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(text));
        return [.. ResultReader.Read(stream, CancellationToken.None)];
    }

    private static SinkMeasurement Measured() => ((SinkMeasurement)new AnyResult(7).Of(typeof(SinkMeasurement))) with { Profile = null };
}
