namespace UdpLab;

/// <summary>Reads profiles, one for each event.</summary>
internal static class PerfReader
{
    private const string Any = "a profile: perf.data, what perf script or perf report --stdio prints, folded stacks or speedscope's JSON";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">Its format; Auto detects it from the content.</param>
    /// <param name="cancel">Stops reading.</param>
    /// <exception cref="PerfTextException">The file has no samples.</exception>
    /// <exception cref="LabException">The file cannot be read, or perf fails to read it.</exception>
    public static IReadOnlyList<PerfProfile> ReadFile(string path, PerfFormat format, CancellationToken cancel)
    {
        try
        {
            using Stream file = Open(path, cancel);
            return format == PerfFormat.Auto ? ReadAny(file, path, cancel) : Read(file, path, format, cancel);
        }
        catch (PerfTextException e) when (format == PerfFormat.Auto && e.Expected is PerfScriptReader.Expected)
        {
            // A file of unknown format was read as the least specific one.
            throw new PerfTextException(path, e.Line, Any);
        }
    }

    private static IReadOnlyList<PerfProfile> ReadAny(Stream file, string path, CancellationToken cancel)
    {
        byte[] beginning = new byte[PerfFormats.Beginning];
        int length = file.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false);
        if (PerfFormats.IsAnnotation(beginning.AsSpan(0, length)))
        {
            throw new PerfTextException(path, 1, Any);
        }

        PerfFormat format = PerfFormats.Of(beginning.AsSpan(0, length), path);
        if (!file.CanSeek)
        {
            using PrefixedStream whole = new(beginning.AsMemory(0, length), file);
            return Read(whole, path, format, cancel);
        }

        file.Position = 0;
        return Read(file, path, format, cancel);
    }

    /// <summary>Reads a text from a stream.</summary>
    /// <param name="stream">The text.</param>
    /// <param name="source">Its name in notes and errors.</param>
    /// <param name="format">Its format, not Auto. perf itself reads PerfData, from the file that the source names.</param>
    /// <param name="cancel">Stops reading.</param>
    /// <exception cref="PerfTextException">The text has no samples.</exception>
    /// <exception cref="LabException">perf fails to read it.</exception>
    public static IReadOnlyList<PerfProfile> Read(Stream stream, string source, PerfFormat format, CancellationToken cancel)
    {
        if (format == PerfFormat.PerfData)
        {
            return stream.CanSeek ? PerfData.Read(source, cancel)
                : throw new LabException(Wire.FailureCode.InvalidArgument, $"{source} is a pipe, and perf reads perf.data only from a file: give the path of the file, or what perf script prints.", "Path");
        }

        Stream text = TextEncoding.Utf8(stream);
        return (format switch
        {
            PerfFormat.PerfScript => PerfScriptReader.Read(text, source, cancel),
            PerfFormat.PerfReport => ReportReader.Read(text, cancel),
            PerfFormat.Folded => FoldedReader.Read(text, source, cancel),
            PerfFormat.Speedscope => SpeedscopeReader.Read(text, source),
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        }).Make(source);
    }

    private static Stream Open(string path, CancellationToken cancel)
    {
        try
        {
            return PipeFile.OpenRead(path, cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException(
                e is FileNotFoundException or DirectoryNotFoundException ? Wire.FailureCode.NotFound : e is UnauthorizedAccessException ? Wire.FailureCode.PermissionDenied : Wire.FailureCode.System,
                $"{path} cannot be read: {e.Message}",
                "Path",
                e);
        }
    }
}
