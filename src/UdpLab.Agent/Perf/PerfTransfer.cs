using System.IO.Compression;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Perf;

/// <summary>Sends a recording to the controller; symbols are resolved on this host, where it was captured.</summary>
/// <param name="recipe">How it was recorded.</param>
/// <param name="folder">Where it is.</param>
/// <param name="id">The request it answers.</param>
/// <param name="reply">Sends a line.</param>
/// <param name="running">Called with each program started, so that the caller can stop it.</param>
internal sealed class PerfTransfer(PerfRecipe recipe, PerfFolder folder, long id, Action<Reply> reply, Action<ChildProcess?> running)
{
    // perf reads all symbol tables before it prints a line, which takes long in an emulated machine.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <summary>The samples of a window, as perf script prints them.</summary>
    public PerfScriptFilter Script(PerfWindow window)
    {
        using Stream output = Compressed(PerfPart.Script);
        PerfScriptFilter filter = new(window, recipe.HasStacks, output);
        Run(PerfRecipe.ScriptArguments(folder.Data), filter.Read);
        return filter;
    }

    /// <summary>The contended cache lines.</summary>
    public void CacheLines()
    {
        using Stream output = Compressed(PerfPart.CacheLines);
        Run(PerfCacheLines.ReportArguments(folder.Data), input => input.CopyTo(output));
    }

    /// <summary>The file itself.</summary>
    public void Data()
    {
        using Stream output = Compressed(PerfPart.Data);
        using FileStream data = File.OpenRead(folder.Data);
        data.CopyTo(output);
    }

    private GZipStream Compressed(PerfPart part) => new(new PerfChunks(id, part, reply), CompressionLevel.Fastest);

    private void Run(string[] arguments, Action<Stream> read)
    {
        using ChildProcess perf = ChildProcess.Start(recipe.Program!.Path, arguments, PerfEnvironment.In(folder.Path));
        running(perf);
        try
        {
            perf.Input.Close();
            using PerfWatchdog watchdog = new(perf, _patience);
            read(new PattingStream(perf.Output, watchdog));
            if (!perf.WaitForExit(_patience) || watchdog.Bit || perf.ExitCode != 0)
            {
                string how = watchdog.Bit ? $"printed nothing for {_patience.TotalSeconds:0} s and was stopped" : "failed";
                throw new AgentException(FailureCode.System, $"perf {arguments[0]} {how}. Its output: {PerfWords.Shown(perf.Complaints)}") { Path = "perf" };
            }
        }
        finally
        {
            running(null);
        }
    }

    /// <summary>Any data read shows that perf is alive.</summary>
    private sealed class PattingStream(Stream inner, PerfWatchdog watchdog) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = inner.Read(buffer, offset, count);
            watchdog.Pat();
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
