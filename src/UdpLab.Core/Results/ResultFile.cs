using UdpLab.Wire;

namespace UdpLab;

/// <summary>A file that results are written to, one after the other.</summary>
internal abstract class ResultFile : IDisposable
{
    /// <summary>Opens a file before anything is measured.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="format">Its format.</param>
    /// <param name="append">What is in it stays.</param>
    /// <param name="cancel">Ends waiting for the reader of a FIFO, or for other writers.</param>
    /// <exception cref="LabException">It cannot be written, or holds something else.</exception>
    public static ResultFile Open(string path, ResultFormat format, bool append, CancellationToken cancel) => format switch
    {
        ResultFormat.Csv => new CsvResultFile(path, append, cancel),
        ResultFormat.Parquet => new ParquetResultFile(path, append),
        _ => new JsonResultFile(path, append, cancel),
    };

    /// <summary>The format that a file's name suggests: JSON lines unless it ends in .csv or .parquet.</summary>
    public static ResultFormat FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".CSV" => ResultFormat.Csv,
        ".PARQUET" => ResultFormat.Parquet,
        _ => ResultFormat.Json,
    };

    /// <summary>Adds an object.</summary>
    /// <exception cref="LabException">It does not fit into the format.</exception>
    /// <exception cref="IOException">The disk is full, or failed.</exception>
    public abstract void Add(object value);

    /// <summary>Completes the file; what was added is kept, however it ends.</summary>
    public abstract void Dispose();

    /// <summary>The measurement of the flat formats.</summary>
    private protected static SinkMeasurement Flat(object value) => value as SinkMeasurement
        ?? throw new LabException(FailureCode.InvalidArgument, $"Csv and Parquet hold measurements, and this is a {value.GetType().Name}: write it with -Format Json, or select the measurements.", "Format");
}

/// <summary>The formats of Export-LabResult.</summary>
public enum ResultFormat : long
{
    /// <summary>JSON lines: any object of UdpLab, whole.</summary>
    Json,

    /// <summary>Comma-separated values: measurements, in a fixed set of columns.</summary>
    Csv,

    /// <summary>Apache Parquet: the same columns.</summary>
    Parquet,
}
