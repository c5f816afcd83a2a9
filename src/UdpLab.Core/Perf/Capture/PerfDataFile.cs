using UdpLab.Wire;

namespace UdpLab;

/// <summary>A perf.data that is copied home: there whole, or not at all.</summary>
internal static class PerfDataFile
{
    /// <summary>The agent ends a recording at 4 GB.</summary>
    private const long Largest = 6L << 30;

    /// <summary>Refuses a path that could not be written, before anything is recorded.</summary>
    public static void Check(string path, bool noClobber)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        if (Directory.Exists(path))
        {
            throw new LabException(FailureCode.InvalidArgument, $"-Path {path}: this is a folder; name the file to write, such as {Path.Combine(path, "perf.data")}.", "Path");
        }

        if (!Directory.Exists(folder))
        {
            throw new LabException(FailureCode.NotFound, $"-Path {path}: there is no folder {folder}; make it first.", "Path");
        }

        if (noClobber && File.Exists(path))
        {
            throw new LabException(FailureCode.Busy, $"-Path {path}: the file exists, and -NoClobber keeps it.", "Path");
        }
    }

    public static void Write(string path, Stream data)
    {
        // A name nobody can foresee, and a new file: a link that waits there would be written through.
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
                throw new LabException(FailureCode.Protocol, $"-Path {path}: the host sent more than {Largest >> 30} GB; a recording ends before that.", "Path");
            }
        }
    }
}
