using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace UdpLab.Tests.Perf;

/// <summary>Reading and writing profiles, compared with perf itself.</summary>
public sealed partial class ImportTests : IClassFixture<Session>, IDisposable
{
    private readonly Session _session;
    private readonly string _folder = Directory.CreateTempSubdirectory("udplab-perf-").FullName;

    public ImportTests(Session session) => _session = session;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void SymbolsAgreeWithPerfReportToTheSample()
    {
        string data = Path.Combine(_folder, "perf.data");
        Perf("record", "-q", "-e", "cpu-clock", "-F", "999", "-g", "-o", data, "--", "sh", "-c", "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; cat /dev/zero | head -c 300000000 >/dev/null");
        Dictionary<string, long> expected = Row().Matches(Perf("report", "-i", data, "--stdio", "--no-children", "-g", "none", "-F", "overhead,sample,comm,dso,sym", "--percent-limit", "0"))
            .Select(m => (Key: Key(m.Groups["comm"].Value, m.Groups["dso"].Value, m.Groups["symbol"].Value.Trim()), Samples: long.Parse(m.Groups["samples"].Value, CultureInfo.InvariantCulture)))
            .GroupBy(r => r.Key).ToDictionary(g => g.Key, g => g.Sum(r => r.Samples));

        PSObject profile = _session.One($"Import-PerfProfile '{data}'");

        Dictionary<string, long> given = _session.Give($"(Import-PerfProfile '{data}').Symbols")
            .GroupBy(s => Key((string)s.Properties["Command"].Value, (string)s.Properties["SharedObject"].Value, (string)s.Properties["Name"].Value))
            .ToDictionary(g => g.Key, g => g.Sum(s => (long)s.Properties["Samples"].Value));
        Assert.True(expected.Values.Sum() > 0);
        Assert.Equal(expected.OrderBy(p => p.Key), given.OrderBy(p => p.Key));
        Assert.Equal(expected.Values.Sum(), profile.Properties["Samples"].Value);
        Assert.Equal(data, profile.Properties["DataPath"].Value);
        Assert.Equal(0L, profile.Properties["LostSamples"].Value);
    }

    [Theory]
    [InlineData("sink.folded")]
    [InlineData("sink.json")]
    [InlineData("sink.script")]
    public void WhatIsExportedIsImportedEqual(string name)
    {
        string text = Path.Combine(_folder, "in.folded"), file = Path.Combine(_folder, name);
        File.WriteAllText(text, "s;main;entry_SYSCALL_64;udp_recvmsg 30\ns;main;work 70\n");

        PSObject same = _session.One($"$p = Import-PerfProfile '{text}'; $p | Export-PerfProfile '{file}'; $q = Import-PerfProfile '{file}'; [pscustomobject]@{{ Same = \"$($p.Symbols)\" -eq \"$($q.Symbols)\"; Samples = $q.Samples }}");

        Assert.Equal((true, 100L), ((bool)same.Properties["Same"].Value, (long)same.Properties["Samples"].Value));
    }

    [Fact]
    public void WildcardsAndFilesOfThePipelineAreRead()
    {
        foreach (string name in new[] { "a[1].folded", "b.folded" })
        {
            File.WriteAllText(Path.Combine(_folder, name), "s;f 1\n");
        }

        Assert.Equal(2, _session.Give($"Import-PerfProfile '{_folder}/*.folded'").Count);
        Assert.Equal(2, _session.Give($"[System.IO.DirectoryInfo]::new('{_folder}').GetFiles() | ForEach-Object FullName | ForEach-Object {{ Import-PerfProfile -LiteralPath $_ }}").Count);
    }

    [Theory]
    [InlineData("nothing of perf\n", "InvalidData.Path", "line 1: expected a profile: perf.data, what perf script or perf report --stdio prints, folded stacks or speedscope's JSON")]
    [InlineData("", "InvalidData.Path", "expected a profile")]
    [InlineData("PERFILE2 and then rubbish", "InvalidArgument.Path", "perf does not read")]
    public void RubbishIsAnErrorThatNamesTheFile(string content, string id, string says)
    {
        string file = Path.Combine(_folder, "rubbish");
        File.WriteAllText(file, content);

        ErrorRecord error = _session.Run($"Import-PerfProfile '{file}'").MustFail(id);

        Assert.Contains(file, error.Exception.Message);
        Assert.Contains(says, error.Exception.Message);
    }

    [Theory]
    [InlineData("none/x", "is in a folder that does not exist")]
    [InlineData(".", "is a folder")]
    public void APlaceThatCannotHaveAFileIsToldOnce(string place, string says)
    {
        string file = Path.Combine(_folder, "a.folded");
        File.WriteAllText(file, "s;f 1\n");

        foreach (string command in (string[])["Export-PerfProfile", "Export-FlameGraph"])
        {
            Assert.Contains(says, _session.Run($"Import-PerfProfile '{file}' | {command} '{_folder}/{place}'").MustFail("NotFound.Path").Exception.Message);
        }
    }

    [Fact]
    public void AMissingFileIsAnErrorAndTheOthersAreRead()
    {
        string file = Path.Combine(_folder, "a.folded");
        File.WriteAllText(file, "s;f 1\n");

        ScriptRun run = _session.Run($"Import-PerfProfile '{_folder}/none', '{file}'");

        run.MustFail("NotFound.Path");
        Assert.Single(run.Output);
    }

    private static string Key(string command, string sharedObject, string symbol) =>
        $"{command.Trim()} {sharedObject} {(symbol.StartsWith("0x", StringComparison.Ordinal) ? "[unknown]" : symbol)}";

    private static string Perf(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("perf", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return output;
    }

    [GeneratedRegex(@"^ +[\d.]+% +(?<samples>\d+)  (?<comm>.+?)  +(?<dso>\S+) +\[[k.]\] (?<symbol>.+)$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
