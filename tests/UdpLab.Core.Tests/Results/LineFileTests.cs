using System.Text;

namespace UdpLab.Tests;

/// <summary>A file of results to which others write at the same time.</summary>
public sealed class LineFileTests : IDisposable
{
    private readonly Folder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Path => _folder.At("run.jsonl");

    public void Dispose() => _folder.Dispose();

    /// <summary>A journal blanks an incomplete last line. A line that is just being added must not look like one.</summary>
    [Fact]
    public void NoLineIsLostOrMixedWhileASweepWritesItsJournal()
    {
        const int long_ = 100, short_ = 2000;
        using JournalFile journal = JournalFile.Open(Path);
        byte[] large = Encoding.ASCII.GetBytes(new string('x', 500_000) + "\n"), small = "y\n"u8.ToArray();
        Parallel.Invoke(
            () =>
            {
                using LineFile file = new(Path, keep: true, Stop);
                for (int i = 0; i < long_; i++)
                {
                    file.Write(large);
                }
            },
            () =>
            {
                for (int i = 0; i < short_; i++)
                {
                    _ = journal.Append(small);
                }
            });
        string[] lines = File.ReadAllLines(Path);
        Assert.Equal((long_, short_, long_ + short_), (lines.Count(line => line.Length == 500_000), lines.Count(line => line == "y"), lines.Length));
    }

    [Fact]
    public void OneWriterAtATime()
    {
        using JournalFile journal = JournalFile.Open(Path);
        using CancellationTokenSource stopped = new();
        using LineFile file = new(Path, keep: true, stopped.Token);
        file.Write("1\n"u8.ToArray());
        stopped.Cancel();
        _ = journal.Alone(() => Assert.Throws<OperationCanceledException>(() => file.Write("2\n"u8.ToArray())));
        file.Write("3\n"u8.ToArray());
        Assert.Equal("1\n3\n", File.ReadAllText(Path));
    }

    [Fact]
    public void AHalfWrittenLineIsEndedFirst()
    {
        using LineFile file = new(Path, keep: true, Stop);
        file.Write("1\n"u8.ToArray());
        File.AppendAllText(Path, "hal");
        file.Write("2\n"u8.ToArray());
        Assert.Equal("1\nhal\n2\n", File.ReadAllText(Path));
    }

    [Fact]
    public void TheJournalOfARunningSweepIsNotOverwritten()
    {
        using (JournalFile journal = JournalFile.Open(Path))
        {
            Assert.True(journal.TryTake("0123456789ab"));
            _ = journal.Append("1\n"u8.ToArray());
            LabException refusal = Assert.Throws<LabException>(() => new LineFile(Path, keep: false, Stop));
            Assert.Equal(("Busy", "Path"), (refusal.Kind, refusal.Parameter));
        }

        Assert.Equal("1\n", File.ReadAllText(Path));
        using LineFile file = new(Path, keep: false, Stop);
        Assert.Equal("", File.ReadAllText(Path));
    }

    [Fact]
    public void SeveralWritersBeginOneTable()
    {
        byte[] header = "a,b\n"u8.ToArray();
        Parallel.For(0, 8, _ =>
        {
            using LineFile file = new(Path, keep: true, Stop);
            Assert.True(file.Begin(header));
            file.Write("1,2\n"u8.ToArray());
        });
        Assert.Equal("a,b\n" + string.Concat(Enumerable.Repeat("1,2\n", 8)), File.ReadAllText(Path));
        using LineFile other = new(Path, keep: true, Stop);
        Assert.False(other.Begin("a,b,c\n"u8.ToArray()));
    }
}
