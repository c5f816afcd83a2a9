using System.Text;
using System.Text.RegularExpressions;
using UdpLab.Tests.Measuring;
using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>What a trace adds to a report.</summary>
public sealed partial class ReportTraceTests
{
    private const string Reason = "</script><img src=x>|`_REASON";

    [Fact]
    public void ThePageHasReasonsAndATimelineWithoutAScript()
    {
        string page = Report.Write(ReportFormat.Html, TracedRun.Of(Report.Hostile, Reason));
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.Contains("SOCKET_RCVBUFF: 60 in udp_queue_rcv_one_skb; the reader was: 60 preempted", page, StringComparison.Ordinal);

        // In the flow each reason hangs on its counter.
        Assert.Contains("<title>RcvbufErrors to SOCKET_RCVBUFF: 60 packets", page, StringComparison.Ordinal);
        Assert.Contains("<title>InDiscards to &lt;/script&gt;&lt;img", page, StringComparison.Ordinal);

        // Two of the slots are one burst.
        Match mark = Assert.Single(Burst().Matches(page));
        Assert.StartsWith("at 0.03 s, 0.02 s: 65 lost (SOCKET_RCVBUFF", mark.Groups[1].Value, StringComparison.Ordinal);
        Assert.Contains("<td class=\"n\">0.03</td><td class=\"n\">20</td><td class=\"n\">65</td>", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"#timeline\">Timeline</a>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"timeline\"", Report.Write(ReportFormat.Html, Report.Of(1e6, 1)), StringComparison.Ordinal);
    }

    [Fact]
    public void TheTextHasReasonsBurstsAndCosts()
    {
        string text = Report.Write(ReportFormat.Markdown, TracedRun.Of(Report.Hostile, Reason));
        Assert.All(text[..text.IndexOf("Commands", StringComparison.Ordinal)].Split('\n'), line => Assert.True(line.Length <= 80, line));
        Assert.Matches(@"SOCKET_RCVBUFF +60  100% preempted", text);
        Assert.Matches(@"0\.03 +20 +65 +2,0\d\d  100% preempted", text);
        Assert.Contains("Where the time goes", text, StringComparison.Ordinal);
        Assert.Matches(@"all runs +1,000 +500 +80 +210 +90 +100 +20", text);
        Assert.Matches(@"all runs +100 +0 +150 +200 +50", text);
    }

    /// <summary>Two minutes of losses in every third slot, of more measurements than are drawn.</summary>
    [Fact]
    public void ItIsLittleMoreThanItsData()
    {
        SlotLosses[] losses = [.. Enumerable.Range(0, 4000).Select(i => new SlotLosses { Slot = (3 * i) + 2, Reason = "SOCKET_RCVBUFF", Running = 10 + (i * 7919 % 500) })];
        SinkMeasurement run = TracedRun.Of() with { Trace = TracedRun.Trace(12_000, losses) };
        SinkMeasurement[] runs = [.. Enumerable.Range(1, 8).Select(i => run with { Repeat = i })];
        string traced = Report.Write(ReportFormat.Html, runs), plain = Report.Write(ReportFormat.Html, runs.Select(r => r with { Trace = null }));
        Assert.Equal(6, Regex.Count(traced, "<figure class=\"timeline\""));
        Assert.InRange(WithoutData(traced) - WithoutData(plain), 1, 300_000);

        // Its data are read again.
        Assert.Equal(4000, ((SinkMeasurement)Report.Read(Encoding.UTF8.GetBytes(traced))[0]).Trace!.Bursts.Count);

        static int WithoutData(string page) => page.Length - Data().Match(page).Length;
    }

    [GeneratedRegex("<rect class=\"burst\"[^>]*><title>(.*?)</title>")]
    private static partial Regex Burst();

    [GeneratedRegex("<script type=\"application/gzip\" id=\"udplab-results\">.*?</script>", RegexOptions.Singleline)]
    private static partial Regex Data();
}
