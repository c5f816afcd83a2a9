using UdpLab.Wire;

namespace UdpLab;

/// <summary>Writes a received perf.data: complete, or not at all.</summary>
internal static class PerfDataFile
{
    /// <summary>The agent ends a recording at 4 GB.</summary>
    private const long Largest = 6L << 30;

    /// <summary>Refuses an unwritable path before anything is recorded.</summary>
    public static void Check(string path, bool noClobber)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        if (Directory.Exists(path))
        {
            throw new LabException(FailureCode.InvalidArgument, $"-Path {path}: this is a folder; name the file to write, such as {Path.Combine(path, "perf.data")}.", "Path");
        }

        if (!Directory.Exists(folder))
        {
            throw new LabException(FailureCode.NotFound, $"-Path {path}: there is no folder {folder}; create it first.", "Path");
        }

        if (FileFacts.Of(path) is { Kind: not FileKind.Regular } facts)
        {
            throw new LabException(FailureCode.InvalidArgument, $"-Path {path}: this is {facts.Word}, which the capture would replace; give the path of a regular file.", "Path");
        }

        if (noClobber && File.Exists(path))
        {
            throw new LabException(FailureCode.Busy, $"-Path {path}: the file exists and -NoClobber was given; choose another path.", "Path");
        }
    }

    public static void Write(string path, Stream data)
    {
        // An unpredictable name and a new file, so that no link waiting there is written through.
        string unfinished = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            using (FileStream file = new(unfinished, FileMode.CreateNew, FileAccess.Write))
            {
                Copy(path, data, file);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new LabException(FailureCode.System, $"-Path {path}: writing it failed: {e.Message}", "Path", e);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private static void Copy(string path, Stream data, FileStream file)
    {
        byte[] buffer = new byte[64 * 1024];
        while (data.Read(buffer, 0, buffer.Length) is > 0 and var read)
        {
            file.Write(buffer, 0, read);
            if (file.Position > Largest)
            {
                throw new LabException(FailureCode.Protocol, $"-Path {path}: the host sent more than {Largest >> 30} GB; a recording should end before that.", "Path");
            }
        }
    }
}
