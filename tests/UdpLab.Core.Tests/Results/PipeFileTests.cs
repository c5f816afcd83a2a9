using System.Text;

namespace UdpLab.Tests;

/// <summary>Results written to and read from pipes and devices.</summary>
public sealed class PipeFileTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly string _fifo;

    public PipeFileTests()
    {
        _fifo = _folder.At("fifo");
        Tool.Run("mkfifo", _fifo);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WhatIsWrittenToAFifoIsReadAsItCame()
    {
        byte[] sent = new byte[3_000_000];
        Random.Shared.NextBytes(sent);
        Task writer = Task.Run(
            () =>
            {
                using LineFile file = new(_fifo, keep: false, Stop);
                file.Write(sent);
            },
            Stop);
        using Stream reader = PipeFile.OpenRead(_fifo, Stop);
        using MemoryStream got = new();
        reader.CopyTo(got);
        await writer;
        Assert.Equal(sent, got.ToArray());
    }

    [Fact]
    public void WaitingForAnotherProgramCanBeStopped()
    {
        using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(100));
        Assert.ThrowsAny<OperationCanceledException>(() => PipeFile.OpenWrite(_fifo, soon.Token));
        using Stream reader = PipeFile.OpenRead(_fifo, soon.Token);
        Assert.ThrowsAny<OperationCanceledException>(() => reader.ReadByte());
    }

    [Fact]
    public void WritingToAReaderThatDoesNotReadCanBeStopped()
    {
        using Stream reader = PipeFile.OpenRead(_fifo, Stop);
        using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(100));
        using PipeFile writer = PipeFile.OpenWrite(_fifo, soon.Token)!;
        Assert.ThrowsAny<OperationCanceledException>(() => writer.Write(new byte[4_000_000]));
    }

    [Fact]
    public void AReaderThatHasEndedIsSaid()
    {
        Stream reader = PipeFile.OpenRead(_fifo, Stop);
        using LineFile writer = new(_fifo, keep: false, Stop);
        reader.Dispose();
        Assert.Contains("its reader has exited", Assert.Throws<IOException>(() => writer.Write("x\n"u8.ToArray())).Message);
    }

    /// <summary>A line is passed on before the next one is written.</summary>
    [Fact]
    public async Task LinesComeAsTheyAreWritten()
    {
        using SemaphoreSlim came = new(0);
        Task writer = Task.Run(
            () =>
            {
                using LineFile file = new(_fifo, keep: false, Stop);
                for (int i = 0; i < 3; i++)
                {
                    byte[] line = ResultLine.Of(new SweepOutput { Value = i });
                    file.Write(line.AsMemory(0, 9));
                    file.Write(line.AsMemory(9));
                    came.Wait(Stop);
                }
            },
            Stop);
        List<object?> values = [];
        using (Stream reader = PipeFile.OpenRead(_fifo, Stop))
        {
            foreach (ResultItem item in ResultReader.Read(reader, Stop))
            {
                values.Add(((SweepOutput)item.Value!).Value);
                came.Release();
            }
        }

        await writer;
        Assert.Equal([0, 1, 2], values);
    }

    [Fact]
    public void ALineOfAPipeMayBeOfAnyLength()
    {
        SweepOutput large = new() { Value = new string('x', 5_000_000) };
        Task writer = Task.Run(
            () =>
            {
                using LineFile file = new(_fifo, keep: false, Stop);
                file.Write(ResultLine.Of(large));
                file.Write(ResultLine.Of(new SweepOutput { Value = 2 }));
            },
            Stop);
        using Stream reader = PipeFile.OpenRead(_fifo, Stop);
        Assert.Equal([large.Value, 2], ResultReader.Read(reader, Stop).Select(item => ((SweepOutput)item.Value!).Value));
        Assert.Null(writer.Exception);
    }

    [Fact]
    public void DevicesTakeWhatTheyTake()
    {
        using (LineFile none = new("/dev/null", keep: true, Stop))
        {
            none.Write("x\n"u8.ToArray());
        }

        using LineFile full = new("/dev/full", keep: false, Stop);
        Assert.Contains("No space left", Assert.Throws<IOException>(() => full.Write("x\n"u8.ToArray())).Message);
    }

    /// <summary>As "/dev/stdout >> file" means; it is not truncated.</summary>
    [Fact]
    public void AFileThatIsOpenAlreadyIsWrittenOnWhereItIs()
    {
        string path = _folder.At("log");
        File.WriteAllText(path, "before\n");
        using FileStream open = new(path, FileMode.Open, FileAccess.ReadWrite) { Position = 7 };
        using (LineFile file = new($"/dev/fd/{open.SafeFileHandle.DangerousGetHandle()}", keep: false, Stop))
        {
            file.Write("after\n"u8.ToArray());
        }

        Assert.Equal("before\nafter\n", File.ReadAllText(path));
    }

    /// <summary>Never a new file of that name.</summary>
    [Fact]
    public void ADescriptorThatIsClosedIsAnError()
    {
        Assert.True(PipeFile.Is("/dev/fd/987654"));
        Assert.Contains("Bad file descriptor", Assert.Throws<IOException>(() => PipeFile.OpenWrite("/dev/fd/987654", Stop)).Message);
    }

    [Fact]
    public void OtherKindsOfFilesAreSaid()
    {
        (byte[] Beginning, string Words)[] files = [([0x1f, 0x8b, 8, 0], "compressed by gzip"), ([0x28, 0xb5, 0x2f, 0xfd], "compressed by zstd"), (new byte[64], "not UTF-8 text"), (Encoding.ASCII.GetBytes("PAR1xx"), "a Parquet file")];
        Assert.All(files, file => Assert.Contains(file.Words, Assert.Throws<InvalidDataException>(() => ResultReader.Read(new MemoryStream(file.Beginning), Stop).Count()).Message));
        using Stream zero = PipeFile.OpenRead("/dev/zero", Stop);
        Assert.Throws<InvalidDataException>(() => ResultReader.Read(zero, Stop).Count());
    }

    [Theory]
    [InlineData(PerfFormat.PerfData)]
    [InlineData(PerfFormat.Auto)]
    public async Task APipeOfPerfDataIsRefused(PerfFormat format)
    {
        using CancellationTokenSource done = new();
        Task writer = Task.Run(
            () =>
            {
                using LineFile file = new(_fifo, keep: false, done.Token);
                file.Write(Encoding.ASCII.GetBytes("PERFILE2" + new string('x', 5000)));
            },
            Stop);
        Assert.Contains("perf reads perf.data only from a file", Assert.Throws<LabException>(() => PerfReader.ReadFile(_fifo, format, Stop)).Message);
        await done.CancelAsync();
        await Task.WhenAny(writer);
    }
}
