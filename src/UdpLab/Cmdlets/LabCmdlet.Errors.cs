using System.Management.Automation;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>Errors: what is wrong, with category, id and target, and what to do about it.</summary>
public abstract partial class LabCmdlet
{
    /// <summary>Writes an error, with its remedy as RecommendedAction.</summary>
    public new void WriteError(ErrorRecord error) => base.WriteError(WithRecommendation(error));

    /// <summary>Ends the cmdlet with an error, with its remedy as RecommendedAction.</summary>
    public new void ThrowTerminatingError(ErrorRecord error) => base.ThrowTerminatingError(WithRecommendation(error));

    /// <summary>Invalid input.</summary>
    protected void Refuse(string errorId, string parameter, object? value, string message) =>
        ThrowTerminatingError(Wrong(errorId, parameter, value, message));

    /// <summary>The error record for an input that cannot work.</summary>
    private protected static ErrorRecord Wrong(string errorId, string parameter, object? value, string message) =>
        new(new PSArgumentException(message, parameter), errorId, ErrorCategory.InvalidArgument, value);

    /// <summary>The error record for a refusal: its id gives the kind, its message the remedy. Without a target it is the value of the parameter concerned.</summary>
    private protected ErrorRecord Record(LabException e, object? target) => new(
        e,
        e.Parameter is null ? e.Kind : $"{e.Kind}.{e.Parameter}",
        e.Code switch
        {
            FailureCode.InvalidArgument => ErrorCategory.InvalidArgument,
            FailureCode.PermissionDenied => ErrorCategory.PermissionDenied,
            FailureCode.NotSupported => ErrorCategory.NotImplemented,
            FailureCode.NotFound => ErrorCategory.ObjectNotFound,
            FailureCode.Busy => ErrorCategory.ResourceBusy,
            FailureCode.Connection => ErrorCategory.ConnectionError,
            FailureCode.Protocol => ErrorCategory.ProtocolError,
            _ => ErrorCategory.InvalidOperation,
        },
        (target is object[] and [var only] ? only : target) ?? (e.Parameter is { } parameter ? MyInvocation.BoundParameters.GetValueOrDefault(parameter) : null) ?? e.Path);

    // The message keeps its remedy, although PowerShell 7.5 and later show the recommendation on a line of its own: it is all that "$_",
    // logs and older versions have.
    private static ErrorRecord WithRecommendation(ErrorRecord error)
    {
        if (error.ErrorDetails is null && error.Exception?.Message is { } message && Remedy.Of(message) is { } action)
        {
            error.ErrorDetails = new ErrorDetails(message) { RecommendedAction = action };
        }

        return error;
    }
}
