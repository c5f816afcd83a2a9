using System.Management.Automation;

namespace UdpLab.Tests.Results;

/// <summary>Export-LabResult and Import-LabResult as users run them.</summary>
public sealed class ResultFileTests : IClassFixture<Session>, IDisposable
{
    private const string Model = "tests/UdpLab.Core.Tests/data/results-1.0.jsonl";
    private readonly Session _session;
    private readonly string _folder = Directory.CreateTempSubdirectory("udplab-results-").FullName;
    private readonly string _file;

    public ResultFileTests(Session session)
    {
        _session = session;
        _file = Path.Combine(_folder, "run.jsonl");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void AMeasurementComesBackWithItsTypesViewsAndMethods()
    {
        PSObject same = _session.One($$"""
            $m = Invoke-UdpFlood -Count 2000 -RatePps 20000 | Measure-Sink
            $m | Export-LabResult '{{_file}}'
            $i = Import-LabResult '{{_file}}'
            $m | Export-LabResult '{{_file}}' -Append
            [pscustomobject]@{
                Same = "$m" -eq "$i" -and "$($m.Ledger.Entries)" -eq "$($i.Ledger.Entries)" -and $m.Started -eq $i.Started
                Type = $i.GetType().FullName; Host = $i.Host -eq $m.Host; Sent = $i.Flood[0].Sent; Count = @(Import-LabResult '{{_file}}').Count
                Finding = $i.Environment.Findings[0].Host -eq $m.Host
            }
            """);
        Assert.Equal(
            (true, "UdpLab.SinkMeasurement", true, 2000L, 2, true),
            ((bool)same.Properties["Same"].Value, (string)same.Properties["Type"].Value, (bool)same.Properties["Host"].Value, (long)same.Properties["Sent"].Value, (int)same.Properties["Count"].Value, (bool)same.Properties["Finding"].Value));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public void FlatFilesHoldMeasurementsOnly(string extension)
    {
        string file = Path.Combine(_folder, "run." + extension);
        _session.Give($"Import-LabResult '{Repository.Root}/{Model}' | Where-Object {{ $_.GetType().Name -eq 'SinkMeasurement' }} | Export-LabResult '{file}'");
        Assert.True(new FileInfo(file).Length > 0);
        _session.Run($"Get-LabHost | Export-LabResult '{file}' -Append").MustFail("InvalidArgument.Format");
        if (extension == "csv")
        {
            string[][] rows = [.. File.ReadLines(file).Select(l => l.Split(','))];
            Assert.Equal((2, 40), (rows.Length, rows[0].Length));
            Assert.Equal("4059", rows[1][Array.IndexOf(rows[0], "Packets")]);
        }
    }

    [Fact]
    public void WhatCannotBeReadIsSaidWithItsLine()
    {
        string line = File.ReadLines(Path.Combine(Repository.Root, Model)).First();
        File.WriteAllText(_file, $"{line}\n{line[..100]}\n{line}\n{line[..200]}");
        PSObject read = _session.One($"$r = Import-LabResult '{_file}' -ErrorAction SilentlyContinue -ErrorVariable e -WarningAction SilentlyContinue -WarningVariable w; [pscustomobject]@{{ Count = $r.Count; Error = \"$e\"; Warning = \"$w\" }}");
        Assert.Equal(2, read.Properties["Count"].Value);
        Assert.Contains("line 2 cannot be read", (string)read.Properties["Error"].Value, StringComparison.Ordinal);
        Assert.Contains("line 4, the last, is incomplete", (string)read.Properties["Warning"].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherKindOfFileIsSaidOnce()
    {
        Assert.True(_session.One($"Import-LabResult '{Repository.Root}/README.md' -ErrorAction SilentlyContinue -ErrorVariable e; $e.Count").BaseObject is <= 11);
    }

    [Theory]
    [InlineData("'text' | Export-LabResult '{0}/x'", "InvalidArgument.InputObject")]
    [InlineData("Get-LabHost | Export-LabResult '{0}/none/x'", "NotFound.Path")]
    [InlineData("Get-LabHost | Export-LabResult '{0}'", "NotFound.Path")]
    [InlineData("Get-LabHost | Export-LabResult /dev/full", "System.Path")]
    [InlineData("Import-LabResult '{0}/none'", "NotFound.Path")]
    public void WhatCannotWorkIsRefused(string command, string id) =>
        _session.Run(string.Format(System.Globalization.CultureInfo.InvariantCulture, command, _folder)).MustFail(id);

    [Fact]
    public async Task LinesOfSeveralSessionsDoNotMix()
    {
        Task[] writers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            using Session own = new(mustLeaveNoAgent: false);
            own.Give($"$m = @(Import-LabResult '{Repository.Root}/{Model}')[0]; foreach ($i in 1..50) {{ $m | Export-LabResult '{_file}' -Append }}");
        }))];
        await Task.WhenAll(writers);
        Assert.Equal(200, _session.Give($"Import-LabResult '{_file}'").Count);
    }
}
