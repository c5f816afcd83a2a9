namespace UdpLab.Tests.Experiments;

/// <summary>-Journal names a file of the user's that is no journal.</summary>
[Collection(Machine.Name)]
public sealed class JournalPathTests(Session session) : IClassFixture<Session>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("udplab-journal-").FullName;

    [Theory]
    [InlineData("Invoke-LabSweep @{ A = 1, 2 } { $A } -Journal '{0}'")]
    [InlineData("Invoke-LabSweep @{ A = 1, 2 } { $A } -Journal '{0}' -Resume")]
    [InlineData("Find-UdpThroughput -MaximumPps 5000 -MaximumTrials 1 -Journal '{0}'")]
    [InlineData("Find-UdpThroughput -MaximumPps 5000 -MaximumTrials 1 -Journal '{0}' -Resume")]
    public void AnotherFileIsNeverTouched(string command)
    {
        foreach (string content in new[] { "my only line", "my line\n", "  indented", "{\"mine\":", "" + '\0' })
        {
            string path = Path.Combine(_folder, "mine.txt");
            File.WriteAllText(path, content);
            ScriptRun run = session.Run(command.Replace("{0}", path, StringComparison.Ordinal));
            Assert.Contains($"-Journal {path} exists and is not a result file", run.MustFail("InvalidArgument.Journal").Exception.Message);
            Assert.Equal(content, File.ReadAllText(path));
            Assert.Equal([path], Directory.GetFiles(_folder));
        }
    }

    [Fact]
    public void NorIsItAppendedTo()
    {
        string path = Path.Combine(_folder, "mine.json");
        File.WriteAllText(path, "{\n  \"mine\": 1\n}");
        ScriptRun run = session.Run($"Get-LabHost | Export-LabResult '{path}' -Append");
        Assert.Contains($"{path} is not a result file", run.MustFail("InvalidArgument.Append").Exception.Message);
        Assert.Equal("{\n  \"mine\": 1\n}", File.ReadAllText(path));
    }

    [Fact]
    public void ADeletedJournalEndsTheSweepWhichIsResumed()
    {
        string path = Path.Combine(_folder, "j.jsonl");
        string sweep = $"Invoke-LabSweep @{{ A = 1..4 }} -Order Nested -Journal '{path}' -Resume {{ $A }} | ForEach-Object {{ if ($_ -eq 3 -and $delete) {{ [System.IO.File]::Delete('{path}') }}; $_ }}";
        ScriptRun run = session.Run($"$delete = $true; {sweep}");
        Assert.Contains("was deleted, and what was in it was written again", run.MustFail("System.Journal").Exception.Message);
        Assert.Equal(["1", "2", "3", "4"], session.Give($"$delete = $false; {sweep}").Select(one => one.ToString()));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
