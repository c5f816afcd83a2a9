using System.Text;

namespace UdpLab.Tests.Perf;

/// <summary>perf report with other columns (-F, -s), in any order, and groups of events.</summary>
public sealed class ReportColumnTests
{
    [Theory]
    [InlineData("Overhead,Command,Shared Object,Symbol")]
    [InlineData("Symbol,Overhead,Shared Object,Command")]
    [InlineData("Children,Self,Symbol,Command,Shared Object")]
    [InlineData("Children,Overhead,Command,Symbol,Shared Object")]
    [InlineData("Samples,Period,Overhead,Pid:Command,Symbol,Shared Object")]
    [InlineData("Overhead,Source:Line,CPU,Command,Shared Object,Symbol,IPC   [IPC Coverage]")]
    [InlineData("Period,Symbol,Shared Object,Command")]
    [InlineData("Samples,Symbol,Shared Object,Command")]
    public void ColumnsOfAnyOrder(string columns)
    {
        foreach (string text in new[] { Table(columns.Split(','), dots: true), Table(columns.Split(','), dots: false) })
        {
            PerfProfile profile = Texts.One(text, PerfFormat.PerfReport);

            Assert.Equal(["75 udp sink one [k] std::f(int) const", "25 täst two [.] [unknown] tail"], profile.Symbols.Select(s => $"{s.Overhead:0.####} {s.Command} {s.SharedObject} {(s.Scope == PerfScope.Kernel ? "[k]" : "[.]")} {s.Name}"));
            Assert.Equal((1000L, "cycles"), (profile.Samples, profile.Event));
            Assert.DoesNotContain(profile.Notes, n => n.Code == PerfNoteCode.NotUnderstood);
        }
    }

    [Fact]
    public void ACellWiderThanItsColumnMovesTheRest()
    {
        PerfProfile profile = Texts.One("# Overhead        Period  Command  Symbol\n# ........  ............  .......  .......\n    60.00%  300000000000000  sink     [k] udp_recvmsg\n    40.00%  200000000000  sink     [k] f\n", PerfFormat.PerfReport);

        Assert.Equal(["udp_recvmsg 300000000000000", "f 200000000000"], profile.Symbols.Select(s => $"{s.Name} {s.EventCount}"));
    }

    [Fact]
    public void PercentagesMayHaveAComma()
    {
        Assert.Equal(60.25, Texts.One("# Overhead  Command  Symbol\n# ........  .......  .......\n    60,25%  sink     [k] f\n", PerfFormat.PerfReport).Symbols[0].Overhead, 6);
        Assert.Equal(60.25, Texts.One("    60,25%  sink  [kernel]  [k] f\n", PerfFormat.PerfReport).Symbols[0].Overhead, 6);
    }

    [Fact]
    public void WithoutASymbolThereAreCommandsAndObjects()
    {
        PerfSymbol symbol = Texts.One("# Overhead  Command  Shared Object    \n# ........  .......  .................\n    60.00%  sink     [kernel.kallsyms]\n", PerfFormat.PerfReport).Symbols[0];

        Assert.Equal(("sink", "[kernel.kallsyms]", PerfScope.Kernel, "[unknown]"), (symbol.Command, symbol.SharedObject, symbol.Scope, symbol.Name));
    }

    [Fact]
    public void AGroupOfThreeWithSamples()
    {
        const string text = "# Samples: 100  of events 'anon group { cycles, cpu/event=0xa,umask=1/, page-faults }'\n# Event count (approx.): 900\n#\n"
            + "#                 Overhead                   Samples  Command  Symbol     \n# ........................  ........................  .......  ...........\n#\n"
            + "    80.00%  10.00%   0.00%        70       1       0  sink     [k] f\n    20.00%  90.00% 100.00%        10       9      10  sink     [.] g\n";
        IReadOnlyList<PerfProfile> profiles = Texts.All(text, PerfFormat.PerfReport);

        Assert.Equal(["cycles 80 f", "cpu/event=0xa,umask=1/ 10 g", "page-faults 10 g"], profiles.Select(p => $"{p.Event} {p.Samples} {p.Symbols[0].Name}"));
        Assert.Equal([80, 90, 100], profiles.Select(p => p.Symbols[0].Overhead));
        Assert.All(profiles, p => Assert.Empty(p.Notes));
    }

    /// <summary>Two rows as perf prints them: columns as wide as their widest cell, in bytes, two spaces apart; or with -t.</summary>
    private static string Table(string[] columns, bool dots)
    {
        Dictionary<string, string[]> cells = new()
        {
            ["Overhead"] = ["75.00%", "25.00%"],
            ["Self"] = ["75.00%", "25.00%"],
            ["Children"] = ["100.00%", "99.00%"],
            ["Samples"] = ["750", "250"],
            ["Period"] = ["3000000", "1000000"],
            ["Command"] = ["udp sink", "täst"],
            ["Pid:Command"] = ["  470:udp sink", "    1:täst"],
            ["Shared Object"] = ["one", "two"],
            ["Symbol"] = ["[k] std::f(int) const", "[.] [unknown] tail"],
            ["Source:Line"] = ["udp.c:12 12.00%", "a b"],
            ["CPU"] = ["001", "-01"],
            ["IPC   [IPC Coverage]"] = ["1.23   [ 45.6%]", "-      -"],
        };
        int[] widths = [.. columns.Select(c => cells[c].Append(c).Max(Encoding.UTF8.GetByteCount))];
        string between = dots ? "  " : ";";
        string Line(IEnumerable<string> words) => string.Join(between, words);
        string Fill(string word, int i) => char.IsDigit(word[0]) && word[^1] is '%' or '0' ? new string(' ', widths[i] - word.Length) + word : word + new string(' ', widths[i] - Encoding.UTF8.GetByteCount(word));
        StringBuilder text = new("# Samples: 1000  of event 'cycles'\n# Event count (approx.): 4000000\n#\n");
        text.Append("# ").Append(Line(columns.Select(Fill))).Append('\n');
        if (dots)
        {
            text.Append("# ").Append(Line(widths.Select(w => new string('.', w)))).Append("\n#\n");
        }

        for (int row = 0; row < 2; row++)
        {
            text.Append("  ").Append(Line(columns.Select((c, i) => Fill(cells[c][row], i)))).Append('\n');
        }

        return text.ToString();
    }
}
