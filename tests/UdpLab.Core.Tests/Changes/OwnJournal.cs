namespace UdpLab.Tests;

/// <summary>A journal for the duration of a test. There is one per process, so tests that need it are in one collection.</summary>
internal sealed class OwnJournal : IDisposable
{
    public const string Name = "the journal of this process";
    private readonly Folder _home = new();
    private readonly string? _before = Environment.GetEnvironmentVariable(JournalFolder.Variable);

    public OwnJournal() => Environment.SetEnvironmentVariable(JournalFolder.Variable, _home.Path);

    public IEnumerable<string> Files => Directory.GetFiles(_home.At("changes"), "*.jsonl");

    /// <summary>The lines of all files; none if nothing was written yet.</summary>
    public string[] Lines => Directory.Exists(_home.At("changes")) ? [.. Files.SelectMany(File.ReadAllLines)] : [];

    public void Dispose()
    {
        ChangeJournal.Close();
        Environment.SetEnvironmentVariable(JournalFolder.Variable, _before);
        _home.Dispose();
    }
}
