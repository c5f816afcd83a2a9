using System.Text;

namespace UdpLab.Tests;

/// <summary>A report holds what it was made of.</summary>
public class ReportDataTests
{
    [Fact]
    public void WhatWentInComesOut()
    {
        PerfProfile profile = Report.Profile($"sink;main;{Report.Hostile} 400", "sink;main;udp_recvmsg_[k] 600");
        object[] all =
        [
            .. Report.RssSweep(2), Report.Of(1e6, 1, ("Note", Report.Hostile)) with { Profile = profile }, profile,
            Runs.Compare(Runs.At(Runs.Around(1e6)), Runs.At(Runs.Around(2e6))), new SweepOutput { Value = Report.Hostile },
        ];
        using LabReport report = new();
        Array.ForEach(all, one => report.Add(one));
        Assert.Equal(all.Select(Line), Objects(report).Select(Line));
    }

    /// <summary>During a sweep the report is written again and again: each time all that came is in it.</summary>
    [Fact]
    public void ItIsWrittenAgainWithWhatCameSince()
    {
        SinkMeasurement[] all = Report.RssSweep(10);
        using LabReport report = new();
        for (int i = 0; i < all.Length; i++)
        {
            report.Add(all[i]);
            if (i % 7 == 0)
            {
                Assert.Equal(all.Take(i + 1).Select(Line), Objects(report).Select(Line));
            }
        }

        Assert.Equal(all.Length, Objects(report).Count());
    }

    [Fact]
    public void ASweepAndItsFailuresComeAlong()
    {
        SweepRequest request = Sweeps.Request("Measure-It $A", Sweeps.Factor("RssQueues", 1, 2, 4), Sweeps.Factor("Kernel", "4.9.0", "4.11.0"));
        SweepStory story = new(request.Describe(new SweepPlan(request.Factors, SweepOrder.Blocks, 2, 77), null));
        SinkMeasurement[] all = Report.RssSweep(2);
        Array.ForEach(all, story.Tell);
        story.Fail(new LabSweepRun { Sweep = story.Sweep.Id, State = SweepRunState.Failed, Cell = 4, Repeat = 2, Error = "no link" });
        using LabReport report = new();
        Assert.Same(story, report.Add(all[0]));
        Assert.Null(report.Add(all[1]));
        SweepStories read = new();
        object[] lines = Report.Read(Report.Bytes(report));
        Array.ForEach(lines, read.Add);
        SweepStory same = SweepStory.Of(lines.OfType<SinkMeasurement>().First())!;
        Assert.Equal((77, "Measure-It $A", SweepOrder.Blocks, 12), (same.Sweep.Seed, same.Sweep.ScriptBlock, same.Sweep.Order, same.Sweep.Runs));
        Assert.Equal(new ReportFailure("RssQueues=2, Kernel=4.11.0", 2, default, "no link"), Assert.Single(ReportFailures.Of([same])));

        // Written again, a failure is not there twice.
        Assert.Single(Report.Read(Report.Bytes(report)).OfType<LabSweepRun>());
    }

    [Fact]
    public void ADamagedPageIsSaidToBe()
    {
        using LabReport report = new();
        report.Add(Report.Of(1e6, 1));
        byte[] page = Report.Bytes(report);
        int data = page.AsSpan().IndexOf(Encoding.ASCII.GetBytes(ReportData.Begin)) + ReportData.Begin.Length;
        Assert.Contains("ends within its data", Assert.Throws<InvalidDataException>(() => Report.Read(page[..(data + 600)])).Message, StringComparison.Ordinal);
        page[data + 300] = (byte)'!';
        Assert.Contains("damaged", Assert.Throws<InvalidDataException>(() => Report.Read(page)).Message, StringComparison.Ordinal);
        Assert.Contains("without UdpLab's data", Assert.Throws<InvalidDataException>(() => Report.Read("<!DOCTYPE html><p>A page"u8.ToArray())).Message, StringComparison.Ordinal);
    }

    /// <summary>The mark may lie anywhere, also across the blocks in which a page is read.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(65_480)]
    [InlineData(65_510)]
    [InlineData(200_000)]
    public void TheDataAreFoundWhereverTheyAre(int before)
    {
        using ReportData data = new();
        data.Add(Report.Of(1e6, 1));
        using MemoryStream page = new();
        page.Write(Encoding.ASCII.GetBytes("<!DOCTYPE html>" + new string(' ', before) + ReportData.Begin + "\n"));
        data.Write(page);
        page.Write("</script></body>"u8);
        Assert.Single(Report.Read(page.ToArray()));
    }

    private static IEnumerable<object> Objects(LabReport report) => Report.Read(Report.Bytes(report)).Where(line => line is not IResultControl);

    private static string Line(object value) => Encoding.UTF8.GetString(ResultLine.Of(value));
}
